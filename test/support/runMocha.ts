import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');

/** Runs tests in a process of their own, with what stands on this one's command line; gives its exit code. */
export async function runMocha(
  pattern: string,
  {
    timeoutMs,
    env = {},
  }: { readonly timeoutMs: number; readonly env?: Readonly<Record<string, string>> },
): Promise<number> {
  const mocha = join(repository, 'node_modules/mocha/bin/mocha.js');
  const child = spawn(
    process.execPath,
    [mocha, `--timeout=${timeoutMs}`, pattern, ...process.argv.slice(2)],
    { cwd: repository, stdio: 'inherit', env: { ...process.env, ...env } },
  );
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
