/** The only build script: every program of the project in one table. `--watch` rebuilds, `--production` minifies. */
import { build, context } from 'esbuild';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
};

/**
 * Each is a file of its own that is loaded on first use: a run that replays recordings, a lint or `--version`
 * never pays for an SDK. Named by the module that a dynamic `import()` reaches.
 */
const chunks = {
  openaiSdk: 'src/core/models/openai/sdk.ts',
  anthropicSdk: 'src/core/models/anthropic/sdk.ts',
  ajv: 'src/core/metrics/ajv.ts',
  re2: 'src/core/metrics/re2.ts',
  program: 'src/cli/program.ts',
};

/** Turns `import('./sdk.ts')` into a load of the chunk beside the program. */
const lazyChunks = {
  name: 'lazy chunks',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const target = relative(process.cwd(), join(resolveDir, path)).replaceAll(sep, '/');
      const chunk = Object.entries(chunks).find(([, source]) => source === target);
      return chunk === undefined ? undefined : { path: `./${chunk[0]}.cjs`, external: true };
    });
  },
};

const programs = [
  {
    ...shared,
    entryPoints: { assay: 'src/cli/main.ts', ...chunks },
    external: ['vscode'],
    define: { __ASSAY_VERSION__: JSON.stringify(version) },
    plugins: [lazyChunks],
  },
];

await rm('dist', { recursive: true, force: true });
if (watch) {
  const contexts = await Promise.all(programs.map((program) => context(program)));
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  await Promise.all(programs.map((program) => build(program)));
}

/** The program that `bin` names starts with its interpreter. */
const bin = 'dist/assay.cjs';
await writeFile(bin, `#!/usr/bin/env node\n${await readFile(bin, 'utf8')}`);
await chmod(bin, 0o755);
