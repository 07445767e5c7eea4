import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's own configuration is; `undefined` where there is no home to look in. */
export function configPath(env: Environment, platform: NodeJS.Platform): string | undefined {
  const named = env['ASSAY_CONFIG'];
  if (named !== undefined && named !== '') return named;
  return homeFolder(env, platform, 'APPDATA', 'XDG_CONFIG_HOME', '.config', 'config.yml');
}

/** Where it is kept which scorers may be run: the user's own, outside every workspace. */
export function consentPath(env: Environment, platform: NodeJS.Platform): string | undefined {
  return homeFolder(env, platform, 'APPDATA', 'XDG_CONFIG_HOME', '.config', 'scorers');
}

/** Where replies are kept for the next run: the user's own, outside every workspace. */
export function cachePath(env: Environment, platform: NodeJS.Platform): string | undefined {
  return homeFolder(env, platform, 'LOCALAPPDATA', 'XDG_CACHE_HOME', '.cache', 'replies');
}

function homeFolder(
  env: Environment,
  platform: NodeJS.Platform,
  windows: string,
  unix: string,
  below: string,
  name: string,
): string | undefined {
  const folder = env[platform === 'win32' ? windows : unix];
  // The XDG rules say that a relative path is to be ignored.
  if (folder !== undefined && isAbsolute(folder)) return join(folder, 'assay', name);
  const home = env['HOME'] ?? homedir();
  return isAbsolute(home) ? join(home, below, 'assay', name) : undefined;
}

/** Where git keeps what holds for all of a person's repositories, what wins first. */
export function gitConfigPaths(env: Environment): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const folder = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  return [join(home, '.gitconfig'), join(folder, 'git', 'config')].filter((path) =>
    isAbsolute(path),
  );
}
