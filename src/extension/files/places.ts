import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { projectPath } from '#core/project/projectPath.ts';

/** What is needed of a `PromptFile`. */
export interface PromptPlace {
  readonly uri: { readonly fsPath: string };
  readonly file: string;
}

/** Whether a path lies in a folder, at any depth; a folder does not lie in itself. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  // Between two drives there is no relative way.
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where a dataset that a prompt names is, as the editor names files. */
export function datasetPath({ uri }: PromptPlace, file: string): string {
  return resolve(dirname(uri.fsPath), file);
}

/** Where a file is that is named from the root of the prompt's project, as the editor names files. */
export function pathFromRoot({ uri, file }: PromptPlace, named: string): string {
  return resolve(uri.fsPath.slice(0, uri.fsPath.length - file.length - 1), named);
}

/** How problems and cases of a prompt's project name a file that the editor shows. */
export function nameInProject(
  { uri, file }: PromptPlace,
  shown: { readonly fsPath: string },
): string {
  const root = uri.fsPath.slice(0, uri.fsPath.length - file.length - 1);
  return projectPath(root, shown.fsPath);
}
