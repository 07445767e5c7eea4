import { resolve } from 'node:path';
import type { StoredRun } from '#core/engine.ts';
import type { App } from '../compose.ts';

export type FoundRun = { readonly run: StoredRun } | { readonly refusal: string };

/** A run of this project: its id, the start of it, "last" or "previous". */
export async function findRun({ engine }: Pick<App, 'engine'>, name: string): Promise<FoundRun> {
  const run = await engine.history.find(name);
  return run === undefined ? { refusal: noSuchRun(name, false) } : { run };
}

/** The same, or the folder of a run, such as an artefact that another machine made. */
export async function findRunOrFolder(
  { engine, files }: Pick<App, 'engine' | 'files'>,
  cwd: string,
  name: string,
): Promise<FoundRun> {
  const path = resolve(cwd, name);
  const isFolder = /[/\\]/.test(name) && (await files.stat(path))?.kind === 'folder';
  const run = isFolder ? await engine.history.at(path) : await engine.history.find(name);
  return run === undefined ? { refusal: noSuchRun(name, true) } : { run };
}

function noSuchRun(name: string, takesFolders: boolean): string {
  if (name === 'last') return 'there is no run yet. "assay run" makes one.';
  if (name === 'previous') return 'there is no run before the last one.';
  const neither = takesFolders ? ', and it is no folder of a run' : '';
  return `no run, or more than one, starts with '${name}'${neither}. "assay history list" has them all.`;
}
