import { dirname, sep } from 'node:path';
import { formatOf, promptPatterns } from '#core/formats/builtin.ts';
import { catalogueFile, suiteFile } from '#core/project/findRoot.ts';
import { isBelow } from './places.ts';

/** A folder that holds prompts, and which. Paths as the editor names them. */
export interface FoundRoot {
  readonly path: string;
  /** Sorted. */
  readonly prompts: readonly string[];
}

/** What the search for Assay's files looks for, and what it passes over. */
export const assayFiles: string = `**/{${[...promptPatterns, suiteFile, catalogueFile].join(',')}}`;
export const passedOver = '**/{node_modules,dist,out,__pycache__,.*}/**';

/** The same for a path that is relative to its workspace folder, and for such a folder itself. */
export function isPassedOver(path: string): boolean {
  return /(?:^|[\\/])(?:node_modules|dist|out|__pycache__|\.[^\\/]*)(?:[\\/]|$)/.test(path);
}

/**
 * Which root each file found belongs to: the nearest folder upwards that holds a suite or a catalogue, not above the
 * workspace folder; that itself where there is none. `folders`: the workspace's folders.
 */
export function groupByRoot(
  files: readonly string[],
  folders: readonly string[],
): readonly FoundRoot[] {
  const marked = new Set(files.filter(isMark).map((path) => dirname(path)));
  const roots = new Map<string, string[]>([...marked].map((path) => [path, []]));
  for (const path of [...new Set(files)].toSorted()) {
    if (formatOf(path) === undefined) continue;
    const root = rootOf(path, folders, marked);
    if (root === undefined) continue;
    const prompts = roots.get(root);
    if (prompts === undefined) roots.set(root, [path]);
    else prompts.push(path);
  }
  return Array.from(roots, ([path, prompts]) => ({ path, prompts })).toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

function isMark(path: string): boolean {
  return path.endsWith(`${sep}${suiteFile}`) || path.endsWith(`${sep}${catalogueFile}`);
}

function rootOf(
  path: string,
  folders: readonly string[],
  marked: ReadonlySet<string>,
): string | undefined {
  const folder = folders
    .filter((one) => isBelow(one, path))
    .toSorted((a, b) => b.length - a.length)[0];
  if (folder === undefined) return undefined;
  for (let at = dirname(path); at !== folder && isBelow(folder, at); at = dirname(at)) {
    if (marked.has(at)) return at;
  }
  return folder;
}
