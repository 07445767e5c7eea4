import { plainField } from '#base/plainText.ts';
import { isUlid } from '../store/ulid.ts';
import { ArtefactError, artefactBounds, tooLarge, type ArtefactFile } from './artefact.ts';

export const runFiles = ['manifest.json', 'cases.jsonl', 'journal.jsonl', 'summary.json'] as const;

export type RunFileName = (typeof runFiles)[number];

/** One run as an artefact holds it. */
export interface ArtefactRun {
  readonly id: string;
  readonly files: ReadonlyMap<RunFileName, ArtefactFile>;
}

export interface RunsInArtefact {
  readonly runs: readonly ArtefactRun[];
  /** Files that belong to no run, such as reports. */
  readonly others: number;
}

/**
 * Which runs an artefact holds: folders that are called by a run's id, wherever they lie, with the files of a run and no
 * others. Throws `ArtefactError` where a name leads elsewhere, also one that nobody would read.
 */
export function runsIn(files: readonly ArtefactFile[]): RunsInArtefact {
  const found = new Map<string, { folder: string; files: Map<RunFileName, ArtefactFile> }>();
  let others = 0;
  for (const file of files) {
    refuseUnsafe(file.name);
    const parts = file.name.split('/');
    const at = parts.findIndex((part) => isUlid(part));
    const id = parts[at];
    const name = parts.slice(at + 1).join('/');
    // Who writes a run elsewhere does not write it here.
    if (id === undefined || name === 'lock') {
      others += 1;
      continue;
    }
    if (!isRunFile(name)) throw notARun(`It holds "${shown(file.name)}", which no run has.`);
    const folder = parts.slice(0, at + 1).join('/');
    const run = found.get(id) ?? { folder, files: new Map() };
    if (run.folder !== folder || run.files.has(name)) {
      throw notARun(`It holds the run ${id} twice.`);
    }
    run.files.set(name, file);
    found.set(id, run);
  }
  if (found.size === 0) {
    throw new ArtefactError(
      'no-runs',
      'It holds no run of Assay.',
      'Let the job keep the folder .assay/runs, as "assay init ci" writes it, and download that.',
    );
  }
  if (found.size > artefactBounds.runs) throw tooLarge(`It holds ${found.size} runs`);
  const runs = Array.from(found, ([id, run]) => ({ id, files: run.files }));
  for (const run of runs) {
    const missing = runFiles.find((name) => name !== 'summary.json' && !run.files.has(name));
    if (missing !== undefined) throw notARun(`The run ${run.id} has no ${missing}.`);
  }
  return { runs: runs.toSorted((a, b) => (a.id > b.id ? -1 : 1)), others };
}

function isRunFile(name: string): name is RunFileName {
  return runFiles.some((one) => one === name);
}

const longestName = 1024;

/** A name that is a way out of the folder it is unpacked into, on any system. */
function refuseUnsafe(name: string): void {
  const isUnsafe =
    name.length > longestName ||
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    /[\\:\u0000-\u001f\u007f]/u.test(name) ||
    name.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (!isUnsafe) return;
  throw new ArtefactError(
    'unsafe-name',
    `It holds a file with the name "${shown(name)}", which leads out of its folder or can be no name.`,
    'Nothing was taken from it. Look where it came from.',
  );
}

function notARun(message: string): ArtefactError {
  return new ArtefactError(
    'not-a-run',
    message,
    'Download it again; if that does not help, the job kept something else.',
  );
}

function shown(name: string): string {
  return plainField(name, 80);
}
