import { relative, sep } from 'node:path';

/** A path as files of the project name it: relative to the root, with `/`. */
export function projectPath(root: string, path: string): string {
  const inside = relative(root, path);
  return inside === '' ? '.' : slashed(inside);
}

export function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
