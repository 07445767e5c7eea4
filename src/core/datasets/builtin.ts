import { csv, tsv } from './csv.ts';
import type { DatasetReader } from './dataset.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { yaml } from './yaml.ts';

const builtinReaders: readonly DatasetReader[] = [jsonl, json, csv, tsv, yaml];

export const datasetEndings: readonly string[] = builtinReaders.flatMap((one) => one.endings);

/** By the ending of the name, whatever its case; `undefined` where no reader has it. */
export function datasetReaderOf(path: string): DatasetReader | undefined {
  const name = path.toLowerCase();
  return builtinReaders.find((one) => one.endings.some((ending) => name.endsWith(ending)));
}
