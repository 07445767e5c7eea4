import { appendFileSync, globSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';
import { insideEnv, type InsideEvent } from '../vscode/insideResult.ts';

/** VS Code calls this in its extension host once the window is there. A rejection is exit code 1. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  let failures: number;
  try {
    failures = await runMocha();
  } catch (error) {
    failures = 1;
    tell({ kind: 'failed', title: 'The tests can be loaded', error: describeError(error) });
  }
  tell({ kind: 'ended' });
  if (failures > 0) throw new Error(`${failures} failed`);
}

function runMocha(): Promise<number> {
  const only = process.env[insideEnv.only];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
    reporter: Teller,
    ...(only === undefined ? {} : { grep: only }),
  });
  const folder = given(insideEnv.tests);
  const files = globSync('**/*.test.cjs', { cwd: folder }).toSorted();
  for (const file of files) mocha.addFile(join(folder, file));
  return new Promise((done) => {
    mocha.run(done);
  });
}

/** Tells the runner outside, and nobody else. A hook that fails counts as a test that does. */
class Teller extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    runner.on('test', (test) => {
      tell({ kind: 'started', title: test.fullTitle() });
    });
    runner.on('pass', (test) => {
      tell({ kind: 'passed', title: test.fullTitle(), ms: test.duration ?? 0 });
    });
    runner.on('pending', (test) => {
      tell({ kind: 'skipped', title: test.fullTitle() });
    });
    runner.on('fail', (test, error: unknown) => {
      tell({ kind: 'failed', title: test.fullTitle(), error: describeError(error) });
    });
  }
}

function tell(event: InsideEvent): void {
  appendFileSync(given(insideEnv.results), `${JSON.stringify(event)}\n`);
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const { message, stack = '' } = error;
  // VS Code's own stacks may leave the message out.
  return fromSources(stack.includes(message) ? stack : `${message}\n${stack}`);
}

/** VS Code makes stacks its own way and does not look at source maps. */
function fromSources(stack: string): string {
  return stack.replaceAll(/([^\s()]+\.test\.cjs):(\d+):(\d+)/g, (place, file, line, column) => {
    const path = resolve(String(file).replace(/^file:\/\//, ''));
    const origin = findSourceMap(path)?.findOrigin(Number(line), Number(column));
    return origin !== undefined && 'fileName' in origin
      ? `${relative(process.cwd(), sourcePath(origin.fileName))}:${origin.lineNumber}`
      : place;
  });
}

function sourcePath(source: string): string {
  return source.startsWith('file:') ? fileURLToPath(source) : source;
}
