import { stat, rename } from 'node:fs/promises';
import { errnoOf, toFileError } from './errno.ts';

/** Gives a folder another name. `false`: something is called so already, and stays as it is. Throws `FileError`. */
export async function moveFolder(from: string, to: string): Promise<boolean> {
  if (await isThere(to)) return false;
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    // Somebody was quicker; what Windows calls it depends on who.
    if (errnoOf(error) !== 'ENOENT' && (await isThere(to))) return false;
    throw toFileError(error, to, 'make');
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw toFileError(error, path, 'look at');
  }
}
