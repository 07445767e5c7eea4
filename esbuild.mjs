/**
 * The only build script: every program of the project in one table. `--watch` rebuilds, `--production` minifies,
 * `--outdir` builds elsewhere than in `dist`, `--meta` writes what went into the extension, as esbuild says it.
 */
import { build, context } from 'esbuild';
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
const { production, watch, outdir, meta } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    outdir: { type: 'string', default: 'dist' },
    meta: { type: 'string' },
  },
}).values;

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outdir,
  outExtension: { '.js': '.cjs' },
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
  // The same code as ES modules, so that what is not used can be left out.
  alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
};

/**
 * Each is a file of its own that is loaded on first use: a run that replays recordings, a lint or `--version`
 * never pays for an SDK. Named by the module that a dynamic `import()` reaches.
 */
const chunks = {
  openaiSdk: 'src/core/models/openai/sdk.ts',
  anthropicSdk: 'src/core/models/anthropic/sdk.ts',
  o200k: 'src/core/tokens/o200k.ts',
  acorn: 'src/core/metrics/code/javascript.ts',
  ajv: 'src/core/metrics/ajv.ts',
  re2: 'src/core/metrics/re2.ts',
  sqlRunner: 'src/core/metrics/sql/sqlRunner.ts',
  bullmq: 'src/core/queue/bullmq.ts',
  zip: 'src/core/artefacts/zipFile.ts',
  junit: 'src/core/report/junit/junitBuilder.ts',
  sarif: 'src/core/report/sarif/sarifLog.ts',
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

/**
 * Keeps all that is loaded at once in one file. A bundler cuts code up by who shares it, and each file costs VS Code
 * time; here every part that is loaded later says that it stands on the whole of `start`, which is there by then.
 */
const oneStart = (start) => ({
  name: 'one start',
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /\.ts$/ }, async ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const found = await resolve(path, { kind: 'import-statement', resolveDir });
      if (found.errors.length > 0) return { errors: found.errors };
      return { path: relative(process.cwd(), found.path), namespace: 'later' };
    });
    onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
      contents: [`import './${start}';`, `export * from ${JSON.stringify(`./${path}`)};`].join(
        '\n',
      ),
      resolveDir: process.cwd(),
    }));
  },
});

/** The older format names a file's folder otherwise. */
const ownPlace = { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' };

/** Threads that both programs start. */
const threads = {
  sqlWorker: 'src/core/metrics/sql/sqlWorker.ts',
  scriptWorker: 'src/core/scorers/scripts/scriptWorker.ts',
};

const programs = [
  {
    ...shared,
    // Once beside each program.
    entryPoints: Object.fromEntries(
      Object.entries(threads).flatMap(([name, file]) => [
        [name, file],
        [`extension/${name}`, file],
      ]),
    ),
  },
  {
    ...shared,
    entryPoints: { assay: 'src/cli/main.ts', ...chunks },
    external: ['vscode'],
    define: { __ASSAY_VERSION__: JSON.stringify(version), ...ownPlace },
    plugins: [lazyChunks],
  },
  {
    ...shared,
    // VS Code loads ES modules since 1.100; only they can share code between what is loaded at once and later.
    format: 'esm',
    splitting: true,
    plugins: [oneStart('src/extension/compose.ts')],
    entryPoints: { extension: 'src/extension/extension.ts' },
    outExtension: {},
    chunkNames: 'extension/[name]-[hash]',
    external: ['vscode'],
    define: { __ASSAY_VERSION__: JSON.stringify(version) },
    // Packages in the older format ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire as assayRequire } from 'node:module'; const require = assayRequire(import.meta.url);",
    },
  },
  {
    ...shared,
    // The page of the panel: what a page or a view of a text needs is loaded when it is first shown.
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    splitting: true,
    alias: {},
    plugins: [oneStart('webview/src/main.ts')],
    entryPoints: { main: 'webview/src/main.ts', styles: 'webview/src/styles/main.css' },
    outdir: join(outdir, 'webview'),
    outExtension: {},
    chunkNames: '[name]-[hash]',
  },
];

/** What the extension's package holds: the extension, its threads and its page. */
function shipped(builds) {
  const parts = builds.map(({ metafile }) => metafile);
  return {
    inputs: Object.assign({}, ...parts.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...parts.map(({ outputs }) => outputs)),
  };
}

await rm(outdir, { recursive: true, force: true });
if (watch) {
  const contexts = await Promise.all(programs.map((program) => context(program)));
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  const built = await Promise.all(programs.map((program) => build(program)));
  const [beside, , extension, page] = built;
  if (meta !== undefined) {
    await writeFile(meta, JSON.stringify(shipped([beside, extension, page])));
  }
}

// Where each of the two programs looks for what it reads.
for (const folder of ['.', 'extension']) {
  await copyFile('node_modules/sql.js/dist/sql-wasm.wasm', join(outdir, folder, 'sql-wasm.wasm'));
  await copyFile('src/core/tokens/o200k.bin', join(outdir, folder, 'o200k.bin'));
}

/** The program that `bin` names starts with its interpreter. */
const bin = join(outdir, 'assay.cjs');
await writeFile(bin, `#!/usr/bin/env node\n${await readFile(bin, 'utf8')}`);
await chmod(bin, 0o755);
