import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixesFor } from '#core/authoring/fixes.ts';
import { lintPrompt } from '#core/authoring/lintPrompt.ts';
import { yamlSpans } from '#core/authoring/yamlSpans.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { readCases } from '#core/datasets/loadCases.ts';
import { loadFormat } from '#core/project/readPrompt.ts';
import { loadLanguage } from '#core/templates/builtin.ts';
import { builtinFormats } from '#core/formats/builtin.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { settle } from '#core/lint/settle.ts';
import { loadRecordings } from '#core/models/layers/recordings.ts';
import { FileError } from '#core/ports.ts';
import { readSuite } from '#core/project/suite.ts';
import { readUserConfig } from '#core/project/userConfig.ts';
import { compileConversation } from '#core/prompts/conversation.ts';
import { baselinePath, formatBaseline, readBaseline } from '#core/store/baselines.ts';
import { calibrationPath, readCalibration } from '#core/store/calibrations.ts';
import { formatRecord, readJournal } from '#core/store/journal.ts';
import { parseLabels } from '#core/store/labels.ts';
import { filesOfRun, readManifest, readSummary } from '#core/store/runFolder.ts';
import { indexPath, readRunIndex } from '#core/store/runIndex.ts';
import { sealedJson } from '#core/store/sealed.ts';
import { readSnapshot } from '#core/store/snapshot.ts';
import { catalogue, today } from '#support/authoring.ts';
import { label } from '#support/labelled.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { baselineCell, trialResult } from '#support/results.ts';
import { runManifest, runSummary } from '#support/summaries.ts';

/** A reader that takes bytes from anywhere, and what it is fed. */
export interface Target {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Throws, or rejects, only where the reader is wrong. */
  read(bytes: Uint8Array): unknown;
}

const languages = ['mustache', 'jinja', 'nunjucks', 'handlebars'] as const;
const fixtures = join(import.meta.dirname, '../fixtures');
const root = '/project';
const encoder = new TextEncoder();

/** Every reader of a file that a person, a repository or another program can have written. */
export async function targets(): Promise<readonly Target[]> {
  for (const { endings } of builtinFormats) await loadFormat(`a${endings[0] ?? ''}`);
  for (const language of languages) await loadLanguage(language);
  const prompts = await seedsOf((name) =>
    /\.(?:prompt\.(?:ya?ml|txt|md)|prompty|prompt|promptfoo\.ya?ml|openai-eval\.json)$|promptfooconfig/.test(
      name,
    ),
  );
  const rows = (ending: string): Promise<readonly Uint8Array[]> =>
    seedsOf((name) => name.endsWith(ending) && !name.includes('.prompt.'));
  const suites = await seedsOf((name) => name.endsWith('assay.yml'));
  const catalogues = await seedsOf((name) => name.endsWith('assay.models.yml'));
  return [
    ...builtinFormats.flatMap((format) => {
      const { kind, endings } = format;
      const name = `a${endings[0] ?? ''}`;
      const again = format.openReader?.();
      const whole: Target = {
        name: `format ${kind}`,
        seeds: prompts,
        read: (bytes) => checkProblems(format.read(bytes, name).problems, bytes),
      };
      const linted: Target = {
        name: `format ${kind}, filled and linted`,
        seeds: prompts,
        read(bytes) {
          const { value, problems } = again?.(bytes, name) ?? format.read(bytes, name);
          if (value === undefined) return;
          for (const variant of value.variants)
            compileConversation(variant).render({ ticket: 'x', a: [1, { b: null }] });
          lint(value, problems, new TextDecoder().decode(bytes));
        },
      };
      return [whole, linted];
    }),
    {
      name: 'spans of YAML',
      seeds: prompts,
      read: (bytes) => yamlSpans(new TextDecoder().decode(bytes)),
    },
    ...(await Promise.all(
      ['.jsonl', '.json', '.csv', '.tsv', '.yml'].map(async (ending): Promise<Target> => ({
        name: `dataset ${ending}`,
        seeds: await rows(ending),
        read: (bytes) => dataset(bytes, ending),
      })),
    )),
    {
      name: 'catalogue',
      seeds: catalogues,
      read: (bytes) => checkProblems(readCatalogue(bytes, 'assay.models.yml').problems, bytes),
    },
    {
      name: 'suite',
      seeds: suites,
      read: (bytes) => checkProblems(readSuite(bytes, 'assay.yml').problems, bytes),
    },
    {
      name: 'user configuration',
      seeds: [...suites, ...[userConfig].map((text) => encoder.encode(text))],
      read: (bytes) => readUserConfig(bytes, 'config.yml'),
    },
    ...stored(),
  ];
}

const userConfig =
  'version: 1\nproviders:\n  - { name: near, kind: compatible, baseUrl: "http://127.0.0.1:1/v1", key: none }\n';

/** Files that Assay writes, and that a merge, an editor or a disk may have changed. */
function stored(): readonly Target[] {
  const baseline = formatBaseline({
    version: 1,
    prompt: 'a.prompt.yml',
    run: '01J00000000000000000000000',
    acceptedAt: '2026-11-01T00:00:00.000Z',
    cells: [baselineCell()],
  });
  const calibration = JSON.stringify({ version: 1, prompt: 'a.prompt.yml', evaluator: 'kind' });
  const index = JSON.stringify({ version: 1, crc32: 0, runs: '[]' });
  const result = trialResult();
  const records = [
    formatRecord({ seq: 1, at: 1, entry: { kind: 'result', result, pending: [] } }),
    formatRecord({ seq: 2, at: 2, entry: { kind: 'result', result, pending: [] } }),
  ].join('');
  const recording = JSON.stringify({
    key: '0123456789abcdef0123456789abcdef',
    model: 'a/b',
    case: 'c',
    prompt: 'p',
    reply: { text: 'x', ending: 'stop', usage: { inputTokens: 1, outputTokens: 2 } },
    recordedAt: '2026-11-01T00:00:00Z',
  });
  const folder = filesOfRun('01J00000000000000000000000', `${root}/run`);
  const inFile = (
    name: string,
    path: string,
    seed: string,
    read: (files: MemoryFiles) => Promise<unknown>,
    written: (bytes: Uint8Array) => Uint8Array | string = (bytes) => bytes,
  ): Target => ({
    name,
    seeds: [encoder.encode(seed)],
    async read(bytes) {
      const files = new MemoryFiles();
      files.put(path, written(bytes));
      await orFileError(read(files));
    },
  });
  return [
    inFile('baseline', baselinePath(root, 'a.prompt.yml'), baseline, (files) =>
      readBaseline(files, root, 'a.prompt.yml'),
    ),
    inFile('calibration', calibrationPath(root, 'a.prompt.yml', 'kind'), calibration, (files) =>
      readCalibration(files, root, 'a.prompt.yml', 'kind'),
    ),
    inFile('index of runs', indexPath(root), index, (files) => readRunIndex(files, root)),
    inFile('journal', folder.journal, records, (files) => readJournal(files, folder.journal, noop)),
    inFile('manifest', folder.manifest, sealedJson(runManifest()), (files) =>
      readManifest(files, folder),
    ),
    inFile(
      'manifest sealed anew',
      folder.manifest,
      JSON.stringify(runManifest()),
      (files) => readManifest(files, folder),
      sealedAnew,
    ),
    inFile('summary', folder.summary, sealedJson(runSummary()), (files) =>
      readSummary(files, folder),
    ),
    inFile(
      'summary sealed anew',
      folder.summary,
      JSON.stringify(runSummary()),
      (files) => readSummary(files, folder),
      sealedAnew,
    ),
    inFile('cases of a run', folder.cases, snapshot, async (files) => {
      for await (const _ of readSnapshot(files, folder.cases)) void _;
    }),
    inFile('recordings', `${root}/replies.jsonl`, `${recording}\n${recording}\n`, (files) =>
      loadRecordings({ files, path: `${root}/replies.jsonl`, keep: 'hash', knownKeys: () => [] }),
    ),
    {
      name: 'labels',
      seeds: [encoder.encode(`${JSON.stringify(label())}\n${JSON.stringify(label())}\n`)],
      read: (bytes) => parseLabels(new TextDecoder().decode(bytes), 'labels.jsonl'),
    },
  ];
}

const snapshot = `${JSON.stringify({ prompt: 0, index: 0, testCase: { id: 'a', values: { q: 1 }, tags: [], source: { file: 'a', line: 1 } } })}\n`;

function noop(): void {}

/** What the checksum lets through a person has written on purpose. */
function sealedAnew(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? sealedJson(value) : text;
  } catch {
    return text;
  }
}

async function orFileError(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    // What a copy of a run, that only Assay writes, is damaged with.
    if (!(error instanceof FileError)) throw error;
  }
}

async function dataset(bytes: Uint8Array, ending: string): Promise<void> {
  const files = new MemoryFiles();
  files.put(`${root}/rows${ending}`, bytes);
  const problems: Problem[] = [];
  const reference = { file: `rows${ending}`, map: {}, range: fileStart };
  const read = readCases(files, root, 'a.prompt.yml', reference, (one) => problems.push(one));
  for await (const _ of read) void _;
  checkProblems(problems, bytes);
}

const suite = { file: 'assay.yml', models: [], allowUnpriced: [], maxCostUsd: 1 };

function lint(
  prompt: Parameters<typeof lintPrompt>[0],
  found: readonly Problem[],
  text: string,
): void {
  const context = { catalogue: catalogue(), suite, today, text };
  const problems = [...found, ...lintPrompt(prompt, context)];
  settle(problems, {
    settings: undefined,
    suiteFile: 'assay.yml',
    files: [prompt.file],
    textOf: () => text,
    matcherOf: () => () => false,
  });
  const [first] = problems;
  if (first !== undefined) fixesFor(first, text, context.catalogue, today);
}

/** Every problem says what it has to, at a place that can be. */
function checkProblems(problems: readonly Problem[], bytes: Uint8Array): void {
  for (const { code, message, next, range } of problems) {
    const { start, end } = range;
    const isOrdered =
      start.line < end.line || (start.line === end.line && start.column <= end.column);
    const isSaid = message !== '' && next !== '' && message.length < 4000;
    if (
      isSaid &&
      isOrdered &&
      start.line >= 1 &&
      start.column >= 1 &&
      start.line <= bytes.length + 1
    )
      continue;
    throw new Error(
      `A problem is not what it has to be: ${JSON.stringify({ code, message, next, range })}`,
    );
  }
}

async function seedsOf(wanted: (name: string) => boolean): Promise<readonly Uint8Array[]> {
  const all = await readdir(fixtures, { recursive: true, withFileTypes: true });
  const files = all.filter((one) => one.isFile() && wanted(one.name));
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}
