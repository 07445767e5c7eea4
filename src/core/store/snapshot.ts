import { createHash } from 'node:crypto';
import { isJsonObject } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { FileError, type Files } from '../ports.ts';
import { splitLines } from './lines.ts';

/** One case in a run's own copy: which prompt of the run it belongs to, and its place among that prompt's cases. */
export interface SnapshotCase {
  readonly prompt: number;
  readonly index: number;
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
  let line = 0;
  for await (const lines of splitLines(files.stream(path, signal))) {
    const cases: SnapshotCase[] = [];
    for (const { text, complete } of lines) {
      line += 1;
      cases.push(parseCase(text, complete, path, line));
    }
    yield cases;
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
  const { prompt, index, testCase } = value;
  if (typeof prompt !== 'number' || typeof index !== 'number') return false;
  if (!isJsonObject(testCase)) return false;
  const { id, values, tags, source } = testCase;
  return (
    typeof id === 'string' &&
    isJsonObject(values) &&
    Array.isArray(tags) &&
    isJsonObject(source) &&
    typeof source['file'] === 'string' &&
    typeof source['line'] === 'number'
  );
}
