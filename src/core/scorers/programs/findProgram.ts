import { join } from 'node:path';
import { FileError, type Files } from '../../ports.ts';
import { searchPath, type Environment } from './childEnvironment.ts';

/** Where a program is that is named without a folder; `undefined`: nowhere. The current folder is never looked into. */
export async function findProgram(
  disk: Files,
  name: string,
  env: Environment,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const names = platform === 'win32' ? [`${name}.exe`, `${name}.com`, name] : [name];
  for (const folder of searchPath(env, platform)) {
    for (const one of names) {
      if (await isFile(disk, join(folder, one))) return join(folder, one);
    }
  }
  return undefined;
}

async function isFile(disk: Files, path: string): Promise<boolean> {
  try {
    return (await disk.stat(path))?.kind === 'file';
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
