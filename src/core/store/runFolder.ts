import { join } from 'node:path';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import { sealedJson, unsealJson } from './sealed.ts';
import { isManifest, isSummary } from './storedShape.ts';

/** Where everything of one run lies. */
export interface RunFolder {
  readonly id: string;
  readonly path: string;
  readonly manifest: string;
  /** The cases as they were when the run started; what happens to their files later does not matter. */
  readonly cases: string;
  readonly journal: string;
  readonly summary: string;
  readonly lock: string;
}

export function runsFolder(root: string): string {
  return join(root, '.assay', 'runs');
}

export function runFolder(root: string, id: string): RunFolder {
  return filesOfRun(id, join(runsFolder(root), id));
}

/** `path`: a run's folder, wherever it is. */
export function filesOfRun(id: string, path: string): RunFolder {
  return {
    id,
    path,
    manifest: join(path, 'manifest.json'),
    cases: join(path, 'cases.jsonl'),
    journal: join(path, 'journal.jsonl'),
    summary: join(path, 'summary.json'),
    lock: join(path, 'lock'),
  };
}

/** Runs are the user's choice to commit, so a new store says that git is to leave them out. */
export async function makeRunFolder(files: Files, root: string, id: string): Promise<RunFolder> {
  const folder = runFolder(root, id);
  await makeOwnFolder(files, root, ['.assay', 'runs', id], 'runs are');
  await ignoreRuns(files, root);
  return folder;
}

/** The folder of all runs, where none was made yet. */
export async function makeRunsFolder(files: Files, root: string): Promise<string> {
  const folder = await makeOwnFolder(files, root, ['.assay', 'runs'], 'runs are');
  await ignoreRuns(files, root);
  return folder;
}

async function ignoreRuns(files: Files, root: string): Promise<void> {
  const ignore = join(root, '.assay', '.gitignore');
  if ((await files.stat(ignore)) !== undefined) return;
  await files.writeAtomic(
    ignore,
    '# Remove the next line to keep runs in git.\nruns/\nindex.json\n',
  );
}

/** Bytes of a file that is read whole. */
export const mostManifestBytes: number = 64 * 1024 * 1024;

export async function writeManifest(
  files: Files,
  folder: RunFolder,
  manifest: RunManifest,
): Promise<void> {
  await files.writeAtomic(folder.manifest, sealedJson(manifest));
}

export async function writeSummary(
  files: Files,
  folder: RunFolder,
  summary: RunSummary,
): Promise<void> {
  await files.writeAtomic(folder.summary, sealedJson(summary));
}

/** Why a stored run cannot be read. */
export type StoredFault = 'missing' | 'damaged' | 'newer';

export type Stored<T> =
  | { readonly value: T }
  | { readonly fault: StoredFault; readonly message: string };

export function readManifest(files: Files, folder: RunFolder): Promise<Stored<RunManifest>> {
  return readStored(files, folder.manifest, isManifest);
}

/** A run without a summary was not ended in an orderly way. */
export function readSummary(files: Files, folder: RunFolder): Promise<Stored<RunSummary>> {
  return readStored(files, folder.summary, isSummary);
}

async function readStored<T>(
  files: Files,
  path: string,
  is: (value: unknown) => value is T,
): Promise<Stored<T>> {
  let value: unknown;
  try {
    const bytes = await files.read(path, mostManifestBytes);
    value = unsealJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') {
      return { fault: 'missing', message: `${path} does not exist.` };
    }
    const why = error instanceof Error ? error.message : 'it cannot be read';
    return { fault: 'damaged', message: `${path} cannot be read: ${why}` };
  }
  if (isRecord(value) && typeof value['version'] === 'number' && value['version'] > 1) {
    return {
      fault: 'newer',
      message: `${path} was written by a newer Assay (format ${value['version']}). Update Assay to open it.`,
    };
  }
  if (!is(value)) {
    return { fault: 'damaged', message: `${path} is damaged, or not a file that Assay wrote.` };
  }
  return { value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
