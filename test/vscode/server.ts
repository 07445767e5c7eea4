import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Install } from './install.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface ServerOptions {
  readonly install: Install;
  /** A folder that is this server's alone: settings, extensions, logs, and the home of what runs in it. */
  readonly folder: string;
  /** User settings on top of `quietSettings`. */
  readonly settings?: Settings;
  /** False: folders open in Restricted Mode. */
  readonly trusted?: boolean;
  /** For the extension host, beside what it cannot do without. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of extensions that stand ready. */
  readonly extensions?: readonly string[];
  /** A packed extension to install. */
  readonly vsix?: string;
  /**
   * Takes an extension under development and its tests by the workbench's address. VS Code then shows no
   * notifications and refuses modal dialogs.
   */
  readonly forTests?: boolean;
}

/** VS Code's server on a free port of this machine. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  /** Where VS Code keeps its log files. */
  readonly logs: string;
  /** What it wrote until now. */
  output(): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/** Nothing pops up, nothing is asked of the network, and every start looks the same. */
const quietSettings: Settings = {
  'chat.agentHost.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** A server that does not listen by then will not. */
const startLimitMs = 60_000;

export async function startServer(options: ServerOptions): Promise<Server> {
  const { install, folder, settings, trusted = true } = options;
  const data = join(folder, 'vscode');
  const extensions = join(folder, 'extensions');
  const home = join(folder, 'home');
  // Where the system's own folder is deep, as on macOS, the paths of sockets below it would be too long.
  const scratch = process.platform === 'linux' ? join(folder, 'tmp') : tmpdir();
  for (const one of [data, extensions, home, scratch]) await mkdir(one, { recursive: true });
  await writeSettings(join(data, 'data/User'), settings);
  for (const one of options.extensions ?? []) {
    await symlink(one, join(extensions, basename(one)));
  }
  const env = { ...environment(home, scratch), ...options.env };
  const common = ['--server-data-dir', data, '--extensions-dir', extensions];
  if (options.vsix !== undefined) {
    const installing = start(install, env, [...common, '--install-extension', options.vsix]);
    await once(installing.child, 'close');
    if (installing.child.exitCode !== 0) throw new Error(installing.output());
  }
  const { child, output } = start(install, env, [
    ...common,
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-telemetry',
    ...(options.forTests === true ? ['--enable-smoke-test-driver'] : []),
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ]);
  const ended = once(child, 'close').then(() => undefined);
  const endNow = (): void => {
    killGroup(child);
  };
  // Before the folder goes that it writes to.
  process.prependOnceListener('exit', endNow);
  const stop = async (): Promise<void> => {
    process.off('exit', endNow);
    endNow();
    await ended;
  };
  try {
    return {
      port: await listening(child, output),
      logs: join(data, 'data/logs'),
      output,
      ended,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Takes effect at once where VS Code runs already. */
export async function writeSettings(userFolder: string, settings: Settings = {}): Promise<void> {
  const all = { ...quietSettings, ...settings };
  await mkdir(userFolder, { recursive: true });
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify(all, undefined, 2));
}

/** Nothing of the environment that the tests run in comes through: no key, no proxy, no home. */
function environment(home: string, scratch: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    TMPDIR: scratch,
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
  };
}

function start(
  { serverMain }: Install,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(process.execPath, [serverMain, ...args], {
    env,
    // A group of its own, so that extension hosts end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      written += text;
    });
  }
  return { child, output: () => written };
}

function listening(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      reject(new Error(`VS Code's server ${what}. It wrote:\n${output().slice(-2000)}`));
    };
    const limit = setTimeout(() => {
      fail(`does not listen after ${startLimitMs / 1000} s`);
    }, startLimitMs);
    child.stdout?.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    });
    child.once('error', (error) => {
      clearTimeout(limit);
      fail(`could not be started: ${error.message}`);
    });
    child.once('close', (code) => {
      clearTimeout(limit);
      fail(`ended with code ${code ?? 'none'}`);
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
