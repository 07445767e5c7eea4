import { hasErrors, type Problem } from '#protocol/problem.ts';
import { datasetReaderOf } from '../datasets/builtin.ts';
import type { DatasetRow } from '../datasets/dataset.ts';

/** The rows of a dataset's text, as a run would read them; `undefined`: something is wrong in it, or no reader knows it. */
export async function textRows(
  file: string,
  text: string,
): Promise<readonly DatasetRow[] | undefined> {
  const problems: Problem[] = [];
  const rows: DatasetRow[] = [];
  const reading = datasetReaderOf(file)?.rows(once(text), file, (one) => problems.push(one));
  if (reading === undefined) return undefined;
  for await (const some of reading) rows.push(...some);
  return hasErrors(problems) ? undefined : rows;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from(text);
}
