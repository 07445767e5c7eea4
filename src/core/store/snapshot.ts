import { createHash } from 'node:crypto';
import { isJsonObject } from '#base/json.ts';
import { isCaseAssertions } from '#protocol/assertionGuard.ts';
import type { EvalCase } from '#protocol/case.ts';
import { FileError, type Files } from '../ports.ts';
import { splitLines, type Span } from './lines.ts';

/** One case in a run's own copy: which prompt of the run it belongs to, and its place among that prompt's cases. */
export interface SnapshotCase {
  readonly prompt: number;
  readonly index: number;
  /** Only in a shard: its place among that prompt's cases in the whole run. */
  readonly place?: number;
  readonly testCase: EvalCase;
}

/** Collects a run's cases into one file, in pieces that keep memory flat. */
export interface SnapshotWriter {
  add(one: SnapshotCase): void;
  /** Gives the SHA-256 of the file, in hex. Closes the file also where it rejects. */
  close(): Promise<string>;
}

const pieceLength = 256 * 1024;

export async function writeSnapshot(files: Files, path: string): Promise<SnapshotWriter> {
  const file = await files.openAppend(path, 0);
  const hash = createHash('sha256');
  let piece = '';
  const put = (): void => {
    if (piece === '') return;
    hash.update(piece);
    file.append(piece);
    piece = '';
  };
  return {
    add(one) {
      piece += `${JSON.stringify(one)}\n`;
      if (piece.length >= pieceLength) put();
    },
    async close() {
      try {
        put();
        await file.flush();
      } finally {
        await file.close();
      }
      return hash.digest('hex');
    },
  };
}

/** Reads a snapshot, some cases at a time. Throws `FileError` where the copy is damaged. */
export async function* readSnapshot(
  files: Files,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly SnapshotCase[]> {
  for await (const cases of readPlacedCases(files, path, signal)) {
    yield cases.map(({ one }) => one);
  }
}

/** The same, and where each stands in the file. */
export async function* readPlacedCases(
  files: Files,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly { readonly one: SnapshotCase; readonly at: Span }[]> {
  let line = 0;
  let from = 0;
  for await (const lines of splitLines(files.stream(path, signal))) {
    const cases: { readonly one: SnapshotCase; readonly at: Span }[] = [];
    for (const { text, complete, bytes } of lines) {
      line += 1;
      cases.push({ one: parseCase(text, complete, path, line), at: { from, bytes } });
      from += bytes;
    }
    yield cases;
  }
}

/** One case of which it is known where it stands. `undefined`: it does not stand there any more. */
export async function readCaseAt(
  files: Pick<Files, 'readPart'>,
  path: string,
  at: Span,
): Promise<SnapshotCase | undefined> {
  try {
    const text = Buffer.from(await files.readPart(path, at)).toString('utf8');
    const value: unknown = JSON.parse(text);
    return isSnapshotCase(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseCase(text: string, complete: boolean, path: string, line: number): SnapshotCase {
  try {
    const value: unknown = complete ? JSON.parse(text) : undefined;
    if (isSnapshotCase(value)) return value;
  } catch {
    // Told below, with its place.
  }
  throw new FileError(
    'io',
    path,
    `Line ${line} of ${path} is damaged; this run cannot go on. Start it anew with "assay run".`,
  );
}

/** Runs may be committed, so what is read is not always what Assay wrote. */
function isSnapshotCase(value: unknown): value is SnapshotCase {
  if (!isJsonObject(value)) return false;
  const { prompt, index, place, testCase } = value;
  if (typeof prompt !== 'number' || typeof index !== 'number') return false;
  if (place !== undefined && typeof place !== 'number') return false;
  if (!isJsonObject(testCase)) return false;
  const { id, values, tags, source, assertions } = testCase;
  return (
    typeof id === 'string' &&
    isJsonObject(values) &&
    Array.isArray(tags) &&
    (assertions === undefined || isCaseAssertions(assertions)) &&
    isJsonObject(source) &&
    typeof source['file'] === 'string' &&
    typeof source['line'] === 'number'
  );
}
