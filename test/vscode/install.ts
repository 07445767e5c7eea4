import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The npm package that carries VS Code's own server, extension host and workbench: 4.139.1 is VS Code 1.139.1. */
const release = '4.139.1';

/** Nothing here needs these, and they are most of what would be downloaded. */
const spared = {
  packages: [
    '@devcontainers/cli',
    '@github/copilot-sdk',
    '@microsoft/mxc-sdk',
    '@vscode/copilot-api',
    '@vscode/fs-copyfile',
    '@vscode/sandbox-runtime',
    '@vscode/sqlite3',
    '@vscode/windows-process-tree',
    '@vscode/windows-registry',
    'kerberos',
    'ssh2',
  ],
  extensions: [
    'copilot',
    'mermaid-markdown-features',
    'microsoft-authentication',
    'ms-vscode.vscode-js-profile-table',
  ],
};

export interface Install {
  /** As VS Code counts: `1.139.1`. */
  readonly version: string;
  /** What Node runs as the server. */
  readonly serverMain: string;
}

/** Gives the VS Code of the cache and puts it there first where it is missing. Rejects with the reason. */
export async function installVSCode(): Promise<Install> {
  const cache = cacheFolder();
  const home = join(cache, `code-server-${release}`);
  if (!existsSync(home)) {
    process.stderr.write(`Installing VS Code for the tests into ${home}; this happens once.\n`);
    await mkdir(cache, { recursive: true });
    await installInto(home);
  }
  const serverMain = join(codeFolder(home), 'out/server-main.js');
  if (!existsSync(serverMain)) throw new Error(`${home} is not whole. Delete it and try again.`);
  return { version: release.replace(/^4/, '1'), serverMain };
}

function cacheFolder(): string {
  const own = process.env['ASSAY_VSCODE_CACHE'];
  const caches = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return own ?? join(caches, 'assay-vscode-test');
}

function codeFolder(home: string): string {
  return join(home, 'package/lib/vscode');
}

/** Made elsewhere and renamed: one that is interrupted, or made twice at a time, leaves nothing half done. */
async function installInto(home: string): Promise<void> {
  const making = await mkdtemp(`${home}.new-`);
  try {
    await download(making);
    await rename(making, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function download(home: string): Promise<void> {
  const archive = `code-server-${release}.tgz`;
  await run(home, 'npm', 'pack', `code-server@${release}`, ...quiet);
  await run(home, 'tar', 'xzf', archive);
  await rm(join(home, archive));
  const code = codeFolder(home);
  await leaveOut(code);
  await run(code, 'npm', 'install', '--omit=dev', '--ignore-scripts', ...quiet);
  for (const name of spared.extensions) {
    await rm(join(code, 'extensions', name), { recursive: true, force: true });
  }
  await leaveOutOtherPlatforms(join(code, 'node_modules/@vscode/ripgrep-universal/bin'));
  // Log files, and the end of extension hosts that lost their server. All else works where they cannot be compiled.
  await run(code, 'npm', 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog', ...quiet).catch(
    (error: unknown) => {
      process.stderr.write(`VS Code will write no log files. ${String(error)}\n`);
    },
  );
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

async function leaveOut(code: string): Promise<void> {
  const path = join(code, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as {
    readonly dependencies: Record<string, string>;
  };
  const kept = Object.entries(manifest.dependencies).filter(
    ([name]) => !spared.packages.includes(name),
  );
  await writeFile(path, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(kept) }));
}

async function leaveOutOtherPlatforms(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    if (name !== `${process.platform}-${process.arch}`) {
      await rm(join(folder, name), { recursive: true });
    }
  }
}

/** What is compiled is compiled for the Node that runs this, which runs the server too. */
async function run(cwd: string, program: string, ...args: readonly string[]): Promise<void> {
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PATH: path, npm_config_engine_strict: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => {
    complaint = `${complaint}${String(piece)}`.slice(-600);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args[0] ?? ''} failed: ${complaint.trim()}`);
}
