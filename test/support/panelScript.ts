import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporaryFolder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Output {
  readonly bytes: number;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly entryPoint?: string;
}

export interface PanelScript {
  /** Bytes of the entry and all that it imports statically, as they are shipped. */
  readonly atOnce: number;
  readonly modulesAtOnce: readonly string[];
  readonly packagesAtOnce: readonly string[];
}

/** Builds the page as it is shipped, and says what it loads before it is seen. */
export async function panelScript(): Promise<PanelScript> {
  await using folder = await temporaryFolder();
  const meta = join(folder.path, 'meta.json');
  const args = [
    'esbuild.mjs',
    '--production',
    '--outdir',
    join(folder.path, 'dist'),
    '--meta',
    meta,
  ];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  const { outputs } = JSON.parse(await readFile(meta, 'utf8')) as {
    readonly outputs: Readonly<Record<string, Output>>;
  };
  const entry = Object.keys(outputs).find(
    (path) => outputs[path]?.entryPoint === 'webview/src/main.ts',
  );
  const found = new Set<string>();
  const visit = (path: string | undefined): void => {
    const output = path === undefined ? undefined : outputs[path];
    if (path === undefined || output === undefined || found.has(path)) return;
    found.add(path);
    for (const one of output.imports) if (one.kind === 'import-statement') visit(one.path);
  };
  visit(entry);
  const parts = Array.from(found, (path) => outputs[path]).flatMap((one) => one ?? []);
  const modulesAtOnce = parts.flatMap((part) => Object.keys(part.inputs));
  const packages = modulesAtOnce.flatMap(
    (module) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? [],
  );
  return {
    atOnce: parts.reduce((sum, part) => sum + part.bytes, 0),
    modulesAtOnce,
    packagesAtOnce: [...new Set(packages)],
  };
}
