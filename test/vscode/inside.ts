/**
 * Runs the tests of `test/extension` inside VS Code's extension host: `inside.ts [scenario…]`.
 * The last line is `N passed, N failed`, with `, N skipped` where there are any.
 */
import { join } from 'node:path';
import { makePlace } from './fixture.ts';
import { printEnd, readEnd, type InsideEnd } from './insideEnd.ts';
import { insideEnv } from './insideResult.ts';
import { bundleTests, findScenarios, testsEntry, type Scenario } from './scenarios.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { closingLine, type Count } from '#support/suite.ts';
import { addCounts, endOnSignals, leaveIfMissing } from './suite.ts';

export interface InsideOptions extends Omit<SessionOptions, 'forTests'> {
  /** What evidence of a failure is called. */
  readonly name: string;
  /** CommonJS whose `run()` the extension host calls. */
  readonly testsEntry: string;
  /** Absent: 3 minutes. */
  readonly limitMs?: number;
}

/** One start of VS Code, from nothing to the end of its tests. */
export async function runInside(options: InsideOptions): Promise<InsideEnd> {
  await using place = await makePlace();
  const results = join(place.path, 'results.jsonl');
  const env = { [insideEnv.results]: results, ...options.env };
  await using session = await openSession({ ...options, env, forTests: true });
  const ending = untilEnd(session, options.limitMs ?? 180_000);
  const how = await session.load({ extensionTestsPath: options.testsEntry }).then(
    () => ending,
    (error: unknown) => String(error),
  );
  const end = await readEnd(results, how);
  const isGood = end.problem === undefined && end.events.every((event) => event.kind !== 'failed');
  if (isGood) return end;
  const files = await session.evidence(options.name);
  process.stdout.write(`\n  ${options.name} failed: see ${files}\n`);
  return end;
}

/** The exit code that VS Code gives its tests, or what happened instead. */
async function untilEnd({ page, server }: Session, limitMs: number): Promise<number | string> {
  const exit = Promise.withResolvers<number | string>();
  // The workbench looks for these two.
  await page.exposeFunction('codeAutomationExit', (code: number) => {
    exit.resolve(code);
  });
  await page.exposeFunction('codeAutomationLog', () => undefined);
  page.on('crash', () => {
    exit.resolve('The page crashed.');
  });
  page.on('close', () => {
    exit.resolve('The browser ended.');
  });
  void server.ended.then(() => {
    exit.resolve(`VS Code's server ended. It wrote:\n${server.output().slice(-2000)}`);
  });
  const limit = setTimeout(() => {
    exit.resolve(`There was no end after ${limitMs / 1000} s.`);
  }, limitMs);
  try {
    return await exit.promise;
  } finally {
    clearTimeout(limit);
  }
}

async function main(wanted: readonly string[]): Promise<void> {
  endOnSignals();
  await leaveIfMissing('the tests inside VS Code');
  const scenarios = await findScenarios(wanted);
  await bundleTests();
  let total: Count = { passed: 0, failed: scenarios.length === 0 ? 1 : 0, skipped: 0 };
  for (const scenario of scenarios) {
    total = addCounts(total, printEnd(scenario.name, await runScenario(scenario)));
  }
  process.stdout.write(`\n${closingLine(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

async function runScenario(scenario: Scenario): Promise<InsideEnd> {
  const only = process.env[insideEnv.only];
  const env = {
    [insideEnv.tests]: scenario.tests,
    ...(only === undefined ? {} : { [insideEnv.only]: only }),
  };
  try {
    return await runInside({ ...scenario, testsEntry, env });
  } catch (error) {
    return { events: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) await main(process.argv.slice(2));
