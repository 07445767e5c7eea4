import { FileError, type Files } from '../ports.ts';
import type { Reading } from '../documents/reading.ts';
import { readUserConfig, type UserConfig } from './userConfig.ts';

const largestConfig = 256 * 1024;

/** The user's configuration from the disk. Without a file the user says nothing. Throws `FileError` where one cannot be read. */
export async function loadUserConfig(
  files: Files,
  path: string | undefined,
): Promise<Reading<UserConfig>> {
  if (path === undefined) return { value: undefined, problems: [] };
  let bytes: Uint8Array;
  try {
    bytes = await files.read(path, largestConfig);
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') {
      return { value: undefined, problems: [] };
    }
    throw error;
  }
  return readUserConfig(bytes, path);
}
