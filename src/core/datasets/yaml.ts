import { isJsonObject } from '#base/json.ts';
import { fileStart } from '#protocol/problem.ts';
import { entryOf, plainValue, type DocumentNode } from '../documents/node.ts';
import { errorAt } from '../documents/problems.ts';
import { decodeSource, type SourceText } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import { YamlPieces } from '../documents/yamlPieces.ts';
import type { DatasetMemory, DatasetReader, DatasetRow } from './dataset.ts';
import type { Faults } from './faults.ts';
import { scanRows, type RowScan } from './rowScan.ts';

/** A list of maps, or a map with one under `cases`, `rows` or `data`. The whole file is in memory, hence its own limit. */
export const yaml: DatasetReader = {
  endings: ['.yml', '.yaml'],
  rows: (source, file, tell, memory) =>
    scanRows(
      source,
      file,
      tell,
      (faults) => new YamlScan(faults, memory && piecesOf(file, memory)),
    ),
};

const longestFile = 8 * 1024 * 1024;
const limits = { maxLength: longestFile, maxKeys: 500_000, maxKeysPerMap: 5_000 };

function piecesOf(file: string, memory: DatasetMemory): YamlPieces {
  const pieces = memory.get(file) ?? new YamlPieces(limits);
  memory.set(file, pieces);
  return pieces;
}

class YamlScan implements RowScan {
  stopped = false;
  private readonly faults: Faults;
  private readonly pieces: Uint8Array[] = [];
  private readonly known: YamlPieces | undefined;
  private bytes = 0;

  constructor(faults: Faults, known: YamlPieces | undefined) {
    this.faults = faults;
    this.known = known;
  }

  feed(bytes: Uint8Array): DatasetRow[] {
    this.pieces.push(bytes);
    this.bytes += bytes.byteLength;
    if (this.bytes > longestFile) {
      this.stopped = true;
      const message = 'The file is larger than 8 MB.';
      const next = 'Save the cases as .jsonl or .csv, which are read piece by piece.';
      this.faults.add(
        errorAt(this.faults.file, fileStart, 'yaml-too-large', message, next, 'at most 8 MB'),
      );
    }
    return [];
  }

  finish(): DatasetRow[] {
    if (this.stopped || this.bytes === 0) return [];
    const { file } = this.faults;
    const decoded = decodeSource(Buffer.concat(this.pieces), file);
    for (const problem of decoded.problems) this.faults.add(problem);
    if (decoded.value === undefined) return [];
    const inPieces = this.known && readInPieces(this.known, decoded.value);
    if (inPieces !== undefined) return this.rowsOf(inPieces);
    const reading = readYaml(decoded.value, limits);
    for (const problem of reading.problems) this.faults.add(problem);
    return reading.value === undefined ? [] : this.rowsOf(reading.value);
  }

  private rowsOf(root: DocumentNode): DatasetRow[] {
    const list = listIn(root);
    if (list === undefined) {
      const message = 'The file has no list of cases.';
      const next = 'Put the cases into a list under "cases".';
      this.faults.add(errorAt(this.faults.file, root.range, 'yaml-no-list', message, next));
      return [];
    }
    const rows: DatasetRow[] = [];
    for (const item of list) {
      const values = plainValue(item);
      if (isJsonObject(values)) rows.push({ line: item.range.start.line, values });
      else {
        const message = 'The row is no map of names and values.';
        const next = 'Write the row as "name: value" lines.';
        this.faults.add(
          errorAt(this.faults.file, item.range, 'row-not-object', message, next, 'maps'),
        );
      }
    }
    return rows;
  }
}

const listKeys = ['cases', 'rows', 'data'];

function readInPieces(pieces: YamlPieces, source: SourceText): DocumentNode | undefined {
  for (const key of listKeys) {
    const map = pieces.read(source, key);
    if (map !== undefined) return map;
  }
  return pieces.readList(source);
}

function listIn(root: DocumentNode): readonly DocumentNode[] | undefined {
  if (root.kind === 'list') return root.items;
  if (root.kind === 'scalar') return undefined;
  for (const key of listKeys) {
    const value = entryOf(root, key)?.value;
    if (value?.kind === 'list') return value.items;
  }
  return undefined;
}
