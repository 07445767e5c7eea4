import { build } from 'esbuild';
import { existsSync, globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './fixture.ts';
import type { SessionOptions } from './session.ts';

/** A folder of `test/extension`: tests that share one start of VS Code. */
export interface Scenario extends SessionOptions {
  readonly name: string;
  /** The folder of its test bundles. */
  readonly tests: string;
}

/**
 * What a scenario's `scenario.json` may say. Without it: trusted, in the fixture workspace of its own name. `extensions`
 * are folders of `test/fixtures/extensions`.
 */
type ScenarioFile = Partial<
  Pick<SessionOptions, 'workspace' | 'trusted' | 'settings' | 'extensions'>
>;

const source = join(repository, 'test/extension');
const bundles = join(repository, 'out/test-extension');

/** What VS Code loads as `extensionTestsPath`. */
export const testsEntry: string = join(bundles, 'index.cjs');

/** Every folder that holds a test, or those that are named. */
export async function findScenarios(wanted: readonly string[]): Promise<readonly Scenario[]> {
  const files = globSync('*/**/*.test.ts', { cwd: source });
  const names = [...new Set(files.map((file) => file.split(/[/\\]/)[0] ?? ''))].toSorted();
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no scenario ${unknown} with a test. There are: ${names.join(', ')}.`);
  }
  const chosen = wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
  return Promise.all(
    chosen.map(async (name) => ({
      workspace: name,
      name,
      tests: join(bundles, name),
      ...(await readScenario(name)),
    })),
  );
}

async function readScenario(name: string): Promise<ScenarioFile> {
  const path = join(source, name, 'scenario.json');
  if (!existsSync(path)) return {};
  const file = JSON.parse(await readFile(path, 'utf8')) as ScenarioFile;
  const { extensions = [] } = file;
  return {
    ...file,
    extensions: extensions.map((one) => join(repository, 'test/fixtures/extensions', one)),
  };
}

/** Bundles every test anew: one that was deleted is gone. */
export async function bundleTests(): Promise<void> {
  await rm(bundles, { recursive: true, force: true });
  const tests = globSync('*/**/*.test.ts', { cwd: source });
  await bundle(source, ['index.ts', ...tests], bundles);
}

/** Makes CommonJS of files of a folder, which is what the extension host loads as tests. Packages stay outside. */
export async function bundle(
  from: string,
  files: readonly string[],
  folder: string,
): Promise<void> {
  await build({
    entryPoints: files.map((file) => join(from, file)),
    outdir: folder,
    outbase: from,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
