import { join, posix } from 'node:path';
import { confine } from '../../files/confine.ts';
import { sha256, sha256OfFile } from '../../files/hash.ts';
import { refuseText, type PathRefusal } from '../../files/pathText.ts';
import { FileError, type Files } from '../../ports.ts';
import { projectPath } from '../../project/projectPath.ts';
import type { SettingsFault } from '../../metrics/settingsFault.ts';
import type { ProgramSource } from '../scorer.ts';

/** A command that a prompt wants to run, with all that a consent to it is bound to. */
export interface ScorerCommand {
  /** The prompt that names it, relative to the root with `/`. */
  readonly prompt: string;
  /** Where it would run, relative to the root with `/`; `.` is the root itself. */
  readonly folder: string;
  readonly command: readonly string[];
  /** Names of environment variables that it would see beside the usual ones. */
  readonly env: readonly string[];
  /** Files of the project that it names, as they are now; sorted. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  /** Where the program's path leads, if out of the project: that of a Python in a virtual environment. */
  readonly target?: string;
  /** Of all of this but the prompt. The same on every machine that has the same files. */
  readonly sha256: string;
}

export type CommandReading =
  | { readonly command: ScorerCommand }
  | { readonly faults: readonly SettingsFault[] };

/** Looks at the files as they are on the disk now. Never rejects. */
export async function readCommand(
  disk: Files,
  root: string,
  { prompt, command, files, env }: ProgramSource,
): Promise<CommandReading> {
  const folder = posix.dirname(prompt);
  const place: Place = { disk, root, folder: join(root, folder), found: new Map(), faults: [] };
  let target: string | undefined;
  const [program = '', ...args] = command;
  if (program.includes('/') || program.includes('\\')) {
    target = await addProgram(place, program);
  }
  for (const [index, arg] of args.entries()) {
    // `--config=settings.json` names a file too.
    for (const part of new Set([arg, arg.slice(arg.indexOf('=') + 1)])) {
      await addFile(place, part, ['command', index + 1], 'perhaps');
    }
  }
  for (const [index, file] of files.entries()) await addFile(place, file, ['files', index], 'must');
  if (place.faults.length > 0) return { faults: place.faults };
  const bound = {
    folder,
    command,
    env: env.toSorted(),
    files: Array.from(place.found, ([file, hash]) => ({ file, sha256: hash })).toSorted((a, b) =>
      a.file < b.file ? -1 : 1,
    ),
    ...(target === undefined ? {} : { target }),
  };
  return {
    command: { prompt, ...bound, sha256: sha256(JSON.stringify({ version: 1, ...bound })) },
  };
}

interface Place {
  readonly disk: Files;
  readonly root: string;
  /** Absolute: that of the prompt. */
  readonly folder: string;
  /** Path relative to the root → hash. */
  readonly found: Map<string, string>;
  readonly faults: SettingsFault[];
}

/** A program of the project. Gives where its path leads, if that is out of the project. */
async function addProgram(place: Place, written: string): Promise<string | undefined> {
  const { disk, root, folder, faults } = place;
  const path = ['command', 0];
  const confined = await confine(disk, root, written, folder);
  if ('path' in confined) {
    await addFile(place, written, path, 'must');
    return undefined;
  }
  const { refusal } = confined;
  if (refusal.code === 'path-link-outside') {
    try {
      return await disk.realPath(join(folder, written));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }
  faults.push(faultOf(refusal, path));
  return undefined;
}

async function addFile(
  { disk, root, folder, found, faults }: Place,
  written: string,
  path: SettingsFault['path'],
  mode: 'must' | 'perhaps',
): Promise<void> {
  if (mode === 'perhaps' && refuseText(written) !== undefined) return;
  const confined = await confine(disk, root, written, folder);
  if ('refusal' in confined) {
    // What leads out through a link pretends to be a file of the project; what plainly leads out does not.
    const isSly = confined.refusal.code === 'path-link-outside';
    if (mode === 'must' || isSly) faults.push(faultOf(confined.refusal, path));
    return;
  }
  try {
    const isFile = (await disk.stat(confined.path))?.kind === 'file';
    if (isFile) {
      const name = projectPath(await disk.realPath(root), confined.path);
      found.set(name, await sha256OfFile(disk, confined.path));
    } else if (mode === 'must') faults.push(noFile(written, path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    faults.push({
      code: `file-${error.code}`,
      path,
      message: error.message,
      next: 'Check the file.',
    });
  }
}

function faultOf(refusal: PathRefusal, path: SettingsFault['path']): SettingsFault {
  return { ...refusal, path };
}

function noFile(written: string, path: SettingsFault['path']): SettingsFault {
  return {
    code: 'scorer-missing',
    path,
    message: `there is no file ${JSON.stringify(written.slice(0, 80))}.`,
    next: 'Correct the path; it counts from the folder of the prompt.',
  };
}
