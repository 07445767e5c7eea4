import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintPrompt } from '#core/authoring/lintPrompt.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { settle } from '#core/lint/settle.ts';
import { lintDay, lintEngine } from '#support/lintEngine.ts';
import { percentile } from './median.ts';
import { atMost, type Row } from './row.ts';

const corpus = join(import.meta.dirname, '../test/fixtures/lint/project');
const suite = { file: 'assay.yml', models: [], allowUnpriced: [] };
const file = 'a.prompt.yml';

/** Lint: of one file, of a thousand through the engine, and after each keystroke in a long one. */
export async function lint(files: number, times: number): Promise<readonly Row[]> {
  return [await oneFile(times), await manyFiles(files), await keystrokes(times * 10)];
}

async function catalogueOf(): Promise<ReturnType<typeof readCatalogue>['value']> {
  return readCatalogue(await readFile(join(corpus, 'assay.models.yml')), 'assay.models.yml').value;
}

/** As `assay lint` does it, without the disk: reading, every rule of the file, severities and comments. */
function lintOnce(
  bytes: Uint8Array,
  catalogue: Awaited<ReturnType<typeof catalogueOf>>,
  read = promptYml.read,
): number {
  const text = new TextDecoder().decode(bytes);
  const { value, problems } = read(bytes, file);
  const context = { catalogue, suite, today: lintDay, text };
  const found = value === undefined ? problems : [...problems, ...lintPrompt(value, context)];
  return settle(found, {
    settings: undefined,
    suiteFile: suite.file,
    files: [file],
    textOf: () => text,
    matcherOf: () => () => false,
  }).problems.length;
}

async function oneFile(times: number): Promise<Row> {
  const catalogue = await catalogueOf();
  const names = (await readdir(corpus, { recursive: true })).filter((name) =>
    name.endsWith('.prompt.yml'),
  );
  const texts = await Promise.all(names.map((name) => readFile(join(corpus, name))));
  for (const text of texts) lintOnce(text, catalogue);
  const took: number[] = [];
  for (let round = 0; round < times; round += 1)
    for (const text of texts) {
      const start = performance.now();
      lintOnce(text, catalogue);
      took.push(performance.now() - start);
    }
  const mean = took.reduce((sum, one) => sum + one, 0) / took.length;
  return {
    name: 'lint, one prompt file',
    value: mean,
    unit: 'ms',
    goal: atMost(5),
    note: `p95 ${percentile(took, 0.95).toFixed(2)} ms, ${texts.length} files of the corpus`,
  };
}

/** Each prompt of the clean ones, under many names, in one project. */
async function manyFiles(count: number): Promise<Row> {
  const root = await mkdtemp(join(tmpdir(), 'assay-lint-'));
  try {
    const clean = join(corpus, 'clean');
    const names = (await readdir(clean)).filter((name) => name.endsWith('.prompt.yml'));
    const texts = await Promise.all(names.map((name) => readFile(join(clean, name), 'utf8')));
    const alone = texts.filter((text) => !text.includes('datasets:'));
    await mkdir(join(root, 'prompts'));
    await writeFile(
      join(root, 'assay.models.yml'),
      await readFile(join(corpus, 'assay.models.yml')),
    );
    await writeFile(join(root, 'assay.yml'), await readFile(join(corpus, 'assay.yml')));
    for (let at = 0; at < count; at += 1)
      await writeFile(join(root, 'prompts', `p${at}.prompt.yml`), alone[at % alone.length] ?? '');
    const start = performance.now();
    const problems = await lintEngine(root).lint([], new AbortController().signal);
    const seconds = (performance.now() - start) / 1000;
    return {
      name: `lint, ${count} files through the engine`,
      value: seconds,
      unit: 's',
      goal: atMost((5 * count) / 1000),
      note: `${problems.filter((one) => one.severity === 'error').length} errors`,
    };
  } finally {
    await rm(root, { recursive: true });
  }
}

const caseLines = 3;
const lines = 5000;

function caseText(at: number): string {
  return `  - id: case-${at}\n    ticket: The invoice of order ${at} was charged twice.\n    expected: billing\n`;
}

/** What the extension does between a keystroke and the problems, without the window. */
async function keystrokes(edits: number): Promise<Row> {
  const catalogue = await catalogueOf();
  const head =
    'model: openai/gpt-5-mini\nmessages:\n  - role: system\n    content: |\n      Sort the ticket.\n      Never mention prices of hotels.\n  - role: user\n    content: "{{ticket}}"\nevaluators:\n  - uses: exact-match\ntestData:\n';
  const rows = Array.from({ length: Math.ceil(lines / caseLines) }, (_, at) => caseText(at));
  let text = head + rows.join('');
  const read = promptYml.openReader?.() ?? promptYml.read;
  const encoder = new TextEncoder();
  lintOnce(encoder.encode(text), catalogue, read);
  const took: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const at = text.indexOf('twice', (text.length * ((edit * 7) % 10)) / 10);
    text = `${text.slice(0, at)}x${text.slice(at)}`;
    const bytes = encoder.encode(text);
    const start = performance.now();
    lintOnce(bytes, catalogue, read);
    took.push(performance.now() - start);
  }
  return {
    name: `lint, a keystroke in a prompt of ${lines} lines, p95`,
    value: percentile(took, 0.95),
    unit: 'ms',
    goal: atMost(150),
    note: `median ${percentile(took, 0.5).toFixed(1)} ms`,
  };
}
