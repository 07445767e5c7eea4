import type { Problem } from '#protocol/problem.ts';
import { fileStart } from '#protocol/problem.ts';
import { errorAt } from '../documents/problems.ts';
import { decodeSource } from '../documents/source.ts';
import type { DatasetRow } from './dataset.ts';
import { Faults } from './faults.ts';

/** The state of reading one file: takes bytes, gives the rows that they complete. */
export interface RowScan {
  /** Gives up the rest of the file: what follows would be nothing but consequences. */
  readonly stopped: boolean;
  feed(bytes: Uint8Array): DatasetRow[] | Promise<DatasetRow[]>;
  finish(): DatasetRow[] | Promise<DatasetRow[]>;
}

/** What all readers have in common: encoding, byte order mark, the count of problems, the empty file. */
export async function* scanRows(
  source: AsyncIterable<Uint8Array>,
  file: string,
  tell: (problem: Problem) => void,
  open: (faults: Faults) => RowScan,
): AsyncGenerator<readonly DatasetRow[], void, undefined> {
  const faults = new Faults(file, tell);
  const scan = open(faults);
  let rows = 0;
  for await (const bytes of withoutMark(source, faults)) {
    const batch = await scan.feed(bytes);
    rows += batch.length;
    if (batch.length > 0) yield batch;
    if (scan.stopped) break;
  }
  const last = await scan.finish();
  rows += last.length;
  if (last.length > 0) yield last;
  if (rows === 0 && faults.none) faults.add(emptyProblem(file));
  faults.finish();
}

const headBytes = 256;

/** Looks at the first bytes before any reader does. Ends at once where they cannot be UTF-8 text. */
async function* withoutMark(
  source: AsyncIterable<Uint8Array>,
  faults: Faults,
): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const bytes of source) {
    if (head === undefined) {
      yield bytes;
      continue;
    }
    head = head.byteLength === 0 ? bytes : Buffer.concat([head, bytes]);
    if (head.byteLength < headBytes) continue;
    if (isForeign(head, faults)) return;
    yield unmarked(head);
    head = undefined;
  }
  if (head !== undefined && head.byteLength > 0 && !isForeign(head, faults)) yield unmarked(head);
}

function unmarked(bytes: Uint8Array): Uint8Array {
  return startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes;
}

function isForeign(head: Uint8Array, faults: Faults): boolean {
  const packed = signatures.find((one) => startsWith(head, one.bytes));
  if (packed !== undefined) {
    faults.add(
      errorAt(
        faults.file,
        fileStart,
        'not-text',
        `The file is ${packed.name}, not text.`,
        packed.next,
        'UTF-8 text',
      ),
    );
    return true;
  }
  const { problems } = decodeSource(head.subarray(0, headBytes), faults.file);
  const encoding = problems.find((one) => one.code === 'encoding');
  if (encoding !== undefined) faults.add(encoding);
  return encoding !== undefined;
}

const unpack = 'Unpack it and name the file inside.';
const toCsv = 'Export it as CSV.';

const signatures: readonly {
  readonly bytes: readonly number[];
  readonly name: string;
  readonly next: string;
}[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive or an Excel workbook', next: toCsv },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel workbook', next: toCsv },
  { bytes: [0x50, 0x41, 0x52, 0x31], name: 'a Parquet file', next: toCsv },
  { bytes: [0x1f, 0x8b], name: 'compressed with gzip', next: unpack },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'compressed with zstd', next: unpack },
];

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, at) => bytes[at] === byte);
}

function emptyProblem(file: string): Problem {
  return errorAt(
    file,
    fileStart,
    'dataset-empty',
    'The file has 0 rows.',
    'Add at least one case, or remove the file from the prompt.',
  );
}
