import { join } from 'node:path';
import type { Clock, Files, Random } from '../ports.ts';
import {
  filesOfRun,
  makeRunsFolder,
  readManifest,
  readSummary,
  runFolder,
  type Stored,
} from '../store/runFolder.ts';
import { ArtefactError, type ArtefactFile } from './artefact.ts';
import { openArtefact } from './openArtefact.ts';
import { runsIn, type ArtefactRun } from './runsIn.ts';

export interface ImportDesk {
  readonly files: Files;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  readonly root: string;
  /** `false`: something is called so already. */
  readonly move: (from: string, to: string) => Promise<boolean>;
}

export interface ImportedRun {
  readonly id: string;
  /** Otherwise it was there, and was left as it is. */
  readonly isNew: boolean;
}

export interface ImportedRuns {
  /** Newest first. */
  readonly runs: readonly ImportedRun[];
  /** Files of the artefact that belong to no run. */
  readonly others: number;
}

/**
 * Copies the runs of an artefact into the project's own. All of them are whole and checked before the first is there, and
 * none takes the place of one that is. `path`: absolute, a zip or a folder. Rejects with `ArtefactError`, `FileError`, or
 * the signal's reason.
 */
export async function importRuns(
  desk: ImportDesk,
  path: string,
  signal: AbortSignal,
): Promise<ImportedRuns> {
  const { files, root, move } = desk;
  await using artefact = await openArtefact(files, path, signal);
  const { runs, others } = runsIn(artefact.files);
  const folder = await makeRunsFolder(files, root);
  await sweep(desk, folder);
  const stage = join(folder, `${stagePrefix}${desk.random().toString(36).slice(2)}`);
  try {
    const staged: ArtefactRun[] = [];
    for (const run of runs) {
      if ((await files.stat(runFolder(root, run.id).path)) !== undefined) continue;
      await stageRun(files, run, join(stage, run.id), signal);
      staged.push(run);
    }
    const taken = new Set<string>();
    for (const { id } of staged) {
      if (await move(join(stage, id), runFolder(root, id).path)) taken.add(id);
    }
    return { runs: runs.map(({ id }) => ({ id, isNew: taken.has(id) })), others };
  } finally {
    await files.remove(stage);
  }
}

const stagePrefix = '.import-';
const dayMs = 86_400_000;

/** What a killed import left behind. Lists of runs do not show it, since it has no run's name. */
async function sweep({ files, clock }: ImportDesk, folder: string): Promise<void> {
  for (const name of await files.list(folder)) {
    if (!name.startsWith(stagePrefix)) continue;
    const path = join(folder, name);
    const found = await files.stat(path);
    if (found !== undefined && clock.now() - found.modifiedMs > dayMs) await files.remove(path);
  }
}

async function stageRun(
  files: Files,
  { id, files: parts }: ArtefactRun,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await files.makeFolder(folder);
  for (const [name, file] of parts) await copy(files, file, join(folder, name), signal);
  const place = filesOfRun(id, folder);
  const manifest = sound(id, 'manifest.json', await readManifest(files, place));
  if (manifest.id !== id) {
    throw notARun(`The folder ${id} holds the manifest of the run ${manifest.id}.`);
  }
  if (!parts.has('summary.json')) return;
  const summary = sound(id, 'summary.json', await readSummary(files, place));
  if (summary.id !== id) {
    throw notARun(`The folder ${id} holds the summary of another run.`);
  }
  const { candidates } = manifest;
  if (summary.candidates.some(({ candidate }) => candidates[candidate] === undefined)) {
    throw notARun(`The summary of ${id} does not belong to its manifest.`);
  }
}

function sound<T>(id: string, name: string, stored: Stored<T>): T {
  if ('value' in stored) return stored.value;
  throw notARun(
    stored.fault === 'newer'
      ? `The ${name} of ${id} was written by a newer Assay.`
      : `The ${name} of ${id} is damaged, or not a file that Assay wrote.`,
    stored.fault === 'newer' ? 'Update Assay.' : undefined,
  );
}

/** All files of a run are texts. Flushed, since the run counts as whole once its folder is there. */
async function copy(
  files: Files,
  file: ArtefactFile,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const target = await files.openAppend(path, 0);
  try {
    let bytes = 0;
    for await (const piece of file.read(signal)) {
      bytes += piece.byteLength;
      // A folder's file may grow while it is read.
      if (bytes > file.bytes) throw notARun(`${file.name} grew while it was read.`);
      target.append(textOf(decoder, file.name, piece));
    }
    target.append(textOf(decoder, file.name));
    await target.flush();
  } finally {
    await target.close();
  }
}

function textOf(
  decoder: InstanceType<typeof TextDecoder>,
  name: string,
  piece?: Uint8Array,
): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw notARun(`${name} is not a text.`);
  }
}

function notARun(message: string, next?: string): ArtefactError {
  return new ArtefactError(
    'not-a-run',
    message,
    next ?? 'Nothing was taken from it. Download it again.',
  );
}
