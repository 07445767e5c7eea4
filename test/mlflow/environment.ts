/** A Python with MLflow in it, made once and kept in the user's cache. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const requirements = join(import.meta.dirname, 'requirements.txt');

/** Gives the path of the Python. Whatever has its final name is complete. Rejects with a sentence for people. */
export async function mlflowPython(): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'assay', `mlflow-${hash.slice(0, 12)}`);
  const python = pythonIn(folder);
  if (await exists(python)) return python;
  const startedAt = performance.now();
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(cache, 'assay'), { recursive: true });
  await runOrThrow('python3', ['-m', 'venv', partial], 'Python 3.10 or newer with venv is needed');
  await runOrThrow(
    pythonIn(partial),
    ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '-r', requirements],
    'MLflow could not be installed from PyPI',
  );
  await rename(partial, folder);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`MLflow was installed in ${seconds} s: ${folder}\n`);
  return python;
}

function pythonIn(folder: string): string {
  return process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function runOrThrow(
  command: string,
  args: readonly string[],
  failure: string,
): Promise<void> {
  const output = await new Promise<string | undefined>((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (some: Buffer) => {
        text = (text + some.toString()).slice(-2000);
      });
    }
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code) => {
      resolve(code === 0 ? undefined : text);
    });
  });
  if (output !== undefined) throw new Error(`${failure}: ${output.trim()}`);
}
