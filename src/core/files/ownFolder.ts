import { join } from 'node:path';
import { FileError, type Files } from '../ports.ts';
import { deepestReal } from './confine.ts';

/**
 * Makes a folder that Assay alone writes into, below `root`. Nothing is made, here or elsewhere, where a link stands on the
 * way. `what`: `runs are`. Throws `FileError`.
 */
export async function makeOwnFolder(
  files: Files,
  root: string,
  way: readonly string[],
  what: string,
): Promise<string> {
  const folder = join(root, ...way);
  const real = await files.realPath(root);
  const refuseLink = async (): Promise<void> => {
    if ((await deepestReal(files, folder)) === join(real, ...way)) return;
    throw new FileError(
      'outside',
      folder,
      `${folder} is reached through a link; ${what} only written inside the project. Replace the link by a folder.`,
    );
  };
  await refuseLink();
  await files.makeFolder(folder);
  // It may have become one meanwhile.
  await refuseLink();
  return folder;
}
