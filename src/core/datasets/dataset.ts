import type { JsonObject } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';
import type { YamlPieces } from '../documents/yamlPieces.ts';

/** One row of a file, as written: before `map`, types untouched. */
export interface DatasetRow {
  /** Where the row starts; counts from 1, blank lines included. */
  readonly line: number;
  readonly values: JsonObject;
}

/** What readers may keep of the files that they have read, by their names. */
export type DatasetMemory = Map<string, YamlPieces>;

/** Reads one file format. A plug-in: one file, one line in `builtin.ts`. */
export interface DatasetReader {
  /** File name endings, lower case, with the dot. */
  readonly endings: readonly string[];
  /**
   * The sound rows, in batches of about one piece of `source` each, in memory that does not grow with the file.
   * A bad row is told and left out, and reading goes on where that makes sense. Tells at most 50 problems and then one that
   * counts the rest; a file without a row is an error. Throws only what `source` throws.
   */
  rows(
    source: AsyncIterable<Uint8Array>,
    file: string,
    tell: (problem: Problem) => void,
    /** For who reads a file again and again while it is edited. */
    memory?: DatasetMemory,
  ): AsyncIterable<readonly DatasetRow[]>;
}

/** More bytes than this in one row are refused, and skipped without being kept. */
export const longestRow: number = 8 * 1024 * 1024;
