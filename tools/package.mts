/** Packs the extension: `npm run package` writes `out/assay-<version>.vsix`. `dist` stays as it is. */
import { listFiles, PackageManager } from '@vscode/vsce';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readmeOfPackage } from './package/readme.mts';
import { noticesOf, type Metafile } from './package/notices.mts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

export interface Packed {
  readonly vsix: string;
  /** What is in it, before it was packed. */
  readonly folder: string;
  readonly metafile: Metafile;
}

/** Gathers everything in `<work>/extension`, then packs that. */
export async function packExtension(work: string): Promise<Packed> {
  const folder = join(work, 'extension');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const metafile = await build(folder, join(work, 'meta.json'));
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None })) {
    // A developer's build may be there; the package has its own.
    if (file.startsWith('dist/')) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(root, file), join(folder, file));
  }
  const manifest = await packageManifest();
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  await writeFile(join(folder, 'README.md'), readmeOfPackage(readme));
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), await noticesOf(metafile, root));
  const vsix = join(work, `${manifest.name}-${manifest.version}.vsix`);
  await rm(vsix, { force: true });
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const ignore = join(root, '.vscodeignore');
  await run(
    process.execPath,
    // The repository has no public address yet: a link that needs one ends the packing.
    [
      vsce,
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--ignoreFile',
      ignore,
    ].concat('--out', vsix),
    { cwd: folder },
  );
  return { vsix, folder, metafile };
}

async function build(folder: string, meta: string): Promise<Metafile> {
  const outdir = join(folder, 'dist');
  await run(
    process.execPath,
    [join(root, 'esbuild.mjs'), '--production', '--outdir', outdir, '--meta', meta],
    { cwd: root },
  );
  return JSON.parse(await readFile(meta, 'utf8')) as Metafile;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Without what only a developer or the command line needs. */
async function packageManifest(): Promise<Manifest> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const {
    bin: _bin,
    files: _files,
    imports: _imports,
    scripts: _scripts,
    devDependencies: _devDependencies,
    allowScripts: _allowScripts,
    ...manifest
  } = JSON.parse(text) as Manifest & Record<string, unknown>;
  return manifest;
}

if (import.meta.main) {
  const { vsix } = await packExtension(join(root, 'out'));
  console.log(vsix);
}
