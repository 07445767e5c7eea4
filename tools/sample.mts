/** Writes what `sample/` takes over from `examples/`: cases, and the replies that were recorded for them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** These stand in `sample/prompts/tickets.prompt.yml` itself. */
const besidePrompt = ['charged-twice', 'angry-caps', 'teen-slang', 'injection'];

/** Some that both small models get right, some that one does, some that neither does. */
const inDataset = [
  'correction',
  'sv-faktura',
  'html-mail',
  'opening-hours',
  'two-orders-one-problem',
  'de-rechnung',
  'de-geld',
  'phone-transcript',
];

/** The text of each file by its path from the root of the repository. Lines are taken over as they are. */
export async function makeSample(): Promise<ReadonlyMap<string, string>> {
  const rows = await linesOf('examples/tickets/tickets.jsonl');
  const replies = await linesOf('examples/.assay/recordings/replies.jsonl');
  const recorded = new Set([...besidePrompt, ...inDataset]);
  return new Map([
    ['sample/data/tickets.jsonl', textOf(inDataset.flatMap((id) => rows.filter(isOf('id', id))))],
    [
      'sample/.assay/recordings/replies.jsonl',
      textOf(
        replies
          .filter(isOf('prompt', 'tickets'))
          .filter(({ value }) => recorded.has(value['case'] ?? '')),
      ),
    ],
  ]);
}

interface Line {
  readonly text: string;
  readonly value: Readonly<Record<string, string>>;
}

async function linesOf(file: string): Promise<readonly Line[]> {
  const text = await readFile(join(root, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ text: line, value: JSON.parse(line) as Line['value'] }));
}

function isOf(field: string, wanted: string): (line: Line) => boolean {
  return ({ value }) => value[field] === wanted;
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}

if (import.meta.main) {
  for (const [file, text] of await makeSample()) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
    console.log(file);
  }
}
