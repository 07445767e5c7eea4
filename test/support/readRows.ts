import type { DatasetMemory, DatasetReader, DatasetRow } from '#core/datasets/dataset.ts';
import type { Problem } from '#protocol/problem.ts';

export interface RowsRead {
  readonly rows: DatasetRow[];
  readonly problems: Problem[];
  /** `error json-syntax 3:1`: what tests compare. */
  readonly told: string[];
}

/** Reads a text or bytes to the end, in pieces of `pieceBytes`. */
export async function readRows(
  reader: DatasetReader,
  content: string | Uint8Array,
  pieceBytes = 65_536,
): Promise<RowsRead> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return readSource(reader, pieces(bytes, pieceBytes));
}

/** The same, by a reader that remembers what it has read before. */
export async function readRowsAgain(
  reader: DatasetReader,
  content: string,
  memory: DatasetMemory,
): Promise<RowsRead> {
  return readSource(reader, pieces(Buffer.from(content), 65_536), memory);
}

export async function readSource(
  reader: DatasetReader,
  source: AsyncIterable<Uint8Array>,
  memory?: DatasetMemory,
): Promise<RowsRead> {
  const rows: DatasetRow[] = [];
  const problems: Problem[] = [];
  const tell = (problem: Problem): unknown => problems.push(problem);
  for await (const batch of reader.rows(source, 'data', tell, memory)) rows.push(...batch);
  return { rows, problems, told: problems.map(summary) };
}

export function summary({ severity, code, range }: Problem): string {
  return `${severity} ${code} ${String(range.start.line)}:${String(range.start.column)}`;
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}
