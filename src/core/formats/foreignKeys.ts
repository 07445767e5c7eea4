import type { Problem } from '#protocol/problem.ts';
import { didYouMean, nearest } from '../documents/nearest.ts';
import type { DocumentNode, MapEntry, MapNode } from '../documents/node.ts';
import { quoteFound, warningAt } from '../documents/problems.ts';
import type { FidelityReport } from './fidelity.ts';

/** What a reader of another tool's file says things with. */
export interface ForeignFile {
  readonly file: string;
  readonly report: FidelityReport;
  readonly problems: Problem[];
}

/** Takes a key and says what became of it. `path`: the key with those above it. */
export type KeyReader = (entry: MapEntry, path: string) => void;

/** Gives each key of a map to its reader. One that has none is dropped, with a warning. */
export function readKeys(
  { file, report, problems }: ForeignFile,
  map: DocumentNode | undefined,
  above: string,
  readers: ReadonlyMap<string, KeyReader>,
): void {
  if (map?.kind !== 'map') return;
  for (const entry of map.entries) {
    const path = above === '' ? entry.key : `${above}.${entry.key}`;
    const read = readers.get(entry.key);
    if (read !== undefined) {
      read(entry, path);
      continue;
    }
    const known = [...readers.keys()];
    report.dropped(path, entry.keyRange, 'The format has no such key here.');
    const problem = warningAt(
      file,
      entry.keyRange,
      'unknown-key',
      `${quoteFound(entry.key)} is no key that can stand here; it has no effect.`,
      `${didYouMean(entry.key, known)}Rename or remove it.`,
      known.join(', '),
    );
    const suggestion = nearest(entry.key, known);
    problems.push(suggestion === undefined ? problem : { ...problem, suggestion });
  }
}

/** A reader for keys that have no effect here, for a reason. */
export function dropping({ report }: ForeignFile, note: string): KeyReader {
  return ({ keyRange }, path) => {
    report.dropped(path, keyRange, note);
  };
}

export const notSent = 'Assay does not send it.';

export function asMap(node: DocumentNode | undefined): MapNode | undefined {
  return node?.kind === 'map' ? node : undefined;
}

/** The text of a scalar: numbers and the like as they are written. */
export function scalarText(node: DocumentNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.raw;
}
