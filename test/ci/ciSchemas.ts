/**
 * Gets the schemas that CI systems publish for their files, as the PyPI package check-jsonschema brings them, and says
 * where they lie. They are kept from one time to the next.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const version = '0.39.0';
const cache = join(import.meta.dirname, '..', '..', '.cache', 'ci-schemas');

/** The folder with `github-workflows.json` and others. Throws where pip cannot get them. */
export function ciSchemas(): string {
  const target = join(cache, version);
  const inside = join(target, 'check_jsonschema', 'builtin_schemas', 'vendor');
  if (existsSync(inside)) return inside;
  const partial = `${target}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const wanted = `check-jsonschema==${version}`;
    python(['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', partial, wanted]);
    const wheel = readdirSync(partial).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip did not bring ${wanted}.`);
    python(['-m', 'zipfile', '-e', join(partial, wheel), partial]);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return inside;
}

function python(args: readonly string[]): void {
  const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(error?.message ?? stderr);
}
