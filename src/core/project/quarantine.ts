import { join } from 'node:path';
import * as z from 'zod/mini';
import { hasErrors, type Problem, type TextRange } from '#protocol/problem.ts';
import type { QuarantineEntry } from '#protocol/run.ts';
import { nodeAt, type DocumentNode } from '../documents/node.ts';
import { errorAt, firstProblems, quoteFound, warningAt } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import { readShape } from '../documents/shape.ts';
import { decodeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import { leadsOut, linkedOutside, problemCode } from '../files/confine.ts';
import { FileError, type Files } from '../ports.ts';

/** Where a project keeps what does not fail its gates for the time being. */
export const quarantineFile = '.assay/quarantine.yml';

/** An entry with its place in the file. */
export interface PlacedEntry {
  readonly entry: QuarantineEntry;
  readonly range: TextRange;
}

interface QuarantineFile {
  readonly version: 1;
  readonly quarantine: readonly QuarantineEntry[];
}

function text(description: string, most = 500): z.ZodMiniString {
  return z.string().check(z.minLength(1), z.maxLength(most), z.describe(description));
}

const date = z.string().check(
  z.refine(isDate, {
    params: { code: 'wrong-format', allowed: 'a date such as 2026-12-31', next: 'Correct it.' },
  }),
  z.meta({
    description: 'The last day on which the entry counts.',
    pattern: String.raw`^\d{4}-\d{2}-\d{2}$`,
  }),
);

const entryShape: z.ZodMiniType<QuarantineEntry> = z
  .strictObject({
    case: z.exactOptional(text('The id of a case. Without it: every case of the prompt.')),
    prompt: z.exactOptional(
      text('The file of a prompt, from the root of the project. Without it: of every prompt.'),
    ),
    evaluator: z.exactOptional(
      text('Only this evaluator. Without it: whatever is said of the case.'),
    ),
    reason: text('Why it may fail for the time being.'),
    until: date,
    owner: text('Who sees to it.', 200),
  })
  .check(
    z.refine(
      (entry) =>
        entry.case !== undefined || (entry.prompt !== undefined && entry.evaluator !== undefined),
      {
        error: 'An entry names a case, or a prompt and one of its evaluators.',
        params: {
          code: 'quarantine-too-wide',
          allowed: '"case", or "prompt" together with "evaluator"',
          next: 'Name the case.',
        },
      },
    ),
  );

export const quarantineShape: z.ZodMiniType<QuarantineFile> = z
  .strictObject({
    version: z.literal(1).check(z.describe('The version of this format.')),
    quarantine: z
      .array(entryShape)
      .check(z.describe('Cases and evaluators that run, are told and fail no gate.')),
  })
  .check(z.describe('What does not fail a gate for the time being: by whom, why, and until when.'));

/** Without a file nothing is quarantined. `today`: ISO date; entries of before are told, and do not count. */
export async function loadQuarantine(
  files: Files,
  root: string,
  today: string,
): Promise<Reading<readonly PlacedEntry[]>> {
  const path = join(root, quarantineFile);
  let bytes: Uint8Array;
  try {
    if (await leadsOut(files, root, path)) {
      const { code, message, next } = linkedOutside(quarantineFile);
      return { value: undefined, problems: [errorAt(quarantineFile, start, code, message, next)] };
    }
    bytes = await files.read(path, 1024 * 1024);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === 'missing') return { value: [], problems: [] };
    const problem = errorAt(
      quarantineFile,
      start,
      problemCode(error.code),
      error.message,
      'Put the file right.',
    );
    return { value: undefined, problems: [problem] };
  }
  return readQuarantine(bytes, today);
}

/** `value` only where there is no error: half a list would let other cases fail the gate. */
export function readQuarantine(bytes: Uint8Array, today: string): Reading<readonly PlacedEntry[]> {
  const source = decodeSource(bytes, quarantineFile);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readYaml(source.value);
  const problems = [...source.problems, ...document.problems];
  if (document.value === undefined) return { value: undefined, problems: firstProblems(problems) };
  const root = document.value;
  const shape = readShape(quarantineShape, root, quarantineFile);
  problems.push(...shape.problems);
  if (shape.value === undefined || hasErrors(problems)) {
    return { value: undefined, problems: firstProblems(problems) };
  }
  const standing: PlacedEntry[] = [];
  for (const [index, entry] of shape.value.quarantine.entries()) {
    const { range } = nodeAt(root, ['quarantine', index]) ?? root;
    if (entry.until >= today) standing.push({ entry, range });
    else problems.push(expired(entry, untilRange(root, index)));
  }
  return { value: standing, problems: firstProblems(problems) };
}

/** Entries that nothing of the project matches. `hasMatch`: whether there is such a prompt, case and evaluator. */
export function unusedEntries(
  entries: readonly PlacedEntry[],
  hasMatch: (entry: QuarantineEntry) => boolean,
): readonly Problem[] {
  return entries
    .filter(({ entry }) => !hasMatch(entry))
    .map(({ entry, range }) =>
      warningAt(
        quarantineFile,
        range,
        'quarantine-unused',
        `The project has no ${whatOf(entry)}.`,
        'Remove the entry, or correct it.',
      ),
    );
}

const start: TextRange = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function isDate(written: string): boolean {
  const time = Date.parse(`${written}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written) || Number.isNaN(time)) return false;
  return new Date(time).toISOString().startsWith(written);
}

function untilRange(root: DocumentNode, index: number): TextRange {
  return (nodeAt(root, ['quarantine', index, 'until']) ?? root).range;
}

function expired(entry: QuarantineEntry, range: TextRange): Problem {
  return warningAt(
    quarantineFile,
    range,
    'quarantine-expired',
    `The quarantine of ${whatOf(entry)} ended on ${entry.until}: it fails the gate again.`,
    `Ask ${quoteFound(entry.owner)}, then remove the entry or give it a later date.`,
  );
}

function whatOf(entry: QuarantineEntry): string {
  const parts = [
    entry.case === undefined ? undefined : `case ${quoteFound(entry.case)}`,
    entry.evaluator === undefined ? undefined : `evaluator ${quoteFound(entry.evaluator)}`,
    entry.prompt === undefined ? undefined : `in ${quoteFound(entry.prompt)}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
