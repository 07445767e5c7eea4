import { isAbsolute } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program needs to find itself, its files and its language; nothing in it is a secret. */
const usual: readonly string[] = [
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TMP',
  'TEMP',
  'TMPDIR',
  'SystemRoot',
  'SystemDrive',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
];

/** The whole environment of a scorer's program: nothing else of ours comes through. */
export function childEnvironment(
  env: Environment,
  names: readonly string[],
  platform: NodeJS.Platform,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {
    PATH: searchPath(env, platform).join(platform === 'win32' ? ';' : ':'),
    // Without these Python keeps answers back, and writes them in the machine's own code page.
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
  };
  for (const name of [...usual, ...names]) {
    const value = env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** The folders that programs are looked for in. A relative one would be a folder of the project. */
export function searchPath(env: Environment, platform: NodeJS.Platform): readonly string[] {
  const path = env['PATH'] ?? env['Path'] ?? '';
  return path.split(platform === 'win32' ? ';' : ':').filter((folder) => isAbsolute(folder));
}

/** Whether a variable is likely to hold a secret, going by its name. */
export function looksLikeKey(name: string): boolean {
  return /KEY|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|AUTH|COOKIE|PRIVATE/i.test(name);
}
