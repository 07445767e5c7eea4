/**
 * Asks the reference implementations anew, and compares: what they say with the committed numbers, and
 * Assay's own with what they say. `npm run parity -- --accept` commits nothing, but takes the new numbers.
 * Needs Python 3.11 or later and PyPI; what it installs goes into the folder for temporary files.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstDifference } from './parity/firstDifference.ts';

const { values } = parseArgs({ options: { accept: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..');
const committed = join(root, 'test/fixtures/parity');
const made = await mkdtemp(join(tmpdir(), 'assay-parity-golden-'));

try {
  const python = preparedPython();
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  execFileSync(python, [join(root, 'tools/parity/generate.py'), made], { env, stdio: 'inherit' });
  if (values.accept) await cp(made, committed, { recursive: true });
  const isSame = await sameAsCommitted();
  process.exitCode = oursIsSame() && isSame ? 0 : 1;
} finally {
  await rm(made, { recursive: true });
}

/** A Python with the pinned packages: `PARITY_PYTHON`, or one that is set up the first time. */
function preparedPython(): string {
  const given = process.env['PARITY_PYTHON'];
  if (given !== undefined) return given;
  const folder = join(tmpdir(), 'assay-parity');
  const python = join(folder, 'bin/python');
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  const wanted = join(root, 'tools/parity/requirements.txt');
  const install = ['-m', 'pip', 'install', '--quiet', '--requirement', wanted];
  execFileSync(python, install, { stdio: 'inherit' });
  return python;
}

async function sameAsCommitted(): Promise<boolean> {
  let isSame = true;
  for (const name of await readdir(made)) {
    const [now, before] = await Promise.all(
      [made, committed].map(async (folder): Promise<unknown> =>
        JSON.parse(await readFile(join(folder, name), 'utf8')),
      ),
    );
    const difference = firstDifference(before, now);
    if (difference === undefined) continue;
    console.log(`${name} is not what was committed: ${difference}`);
    isSame = false;
  }
  if (isSame) console.log('The reference implementations say what was committed.');
  return isSame;
}

function oursIsSame(): boolean {
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const args = [mocha, '--reporter', 'spec', 'test/unit/core/parity/**/*.test.ts'];
  const env = { ...process.env, ASSAY_PARITY: made };
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}
