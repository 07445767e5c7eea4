import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { InsideEvent } from './insideResult.ts';
import type { Count } from '#support/suite.ts';

/** How one start of VS Code with tests came out. */
export interface InsideEnd {
  readonly events: readonly InsideEvent[];
  /** What went wrong beside tests that failed: the host died, hung, or could not load them. */
  readonly problem: string | undefined;
}

/** Reads what the tests told. `how` is the exit code that VS Code gave them, or what happened instead. */
export async function readEnd(results: string, how: number | string): Promise<InsideEnd> {
  const text = existsSync(results) ? await readFile(results, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.map((line) => JSON.parse(line) as InsideEvent);
  return { events, problem: problemOf(how, events) };
}

function problemOf(how: number | string, events: readonly InsideEvent[]): string | undefined {
  const { passed, failed } = countOf(events);
  const last = events.at(-1);
  if (last?.kind !== 'ended') {
    const during = last?.kind === 'started' ? ` It was in the test "${last.title}".` : '';
    const what = typeof how === 'string' ? how : 'The extension host ended before its tests did.';
    return what + during;
  }
  const hasMeasured = events.some((event) => event.kind === 'measured');
  if (passed + failed === 0 && !hasMeasured) return 'There was no test.';
  return failed === 0 && how !== 0 ? `VS Code did not end well: ${how}.` : undefined;
}

export function countOf(events: readonly InsideEvent[]): Count {
  const count = (kind: InsideEvent['kind']): number =>
    events.filter((event) => event.kind === kind).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** Prints every test, each failure in full, and counts; a problem counts as a failure. */
export function printEnd(name: string, { events, problem }: InsideEnd): Count {
  process.stdout.write(`\n  ${name}\n`);
  for (const event of events) process.stdout.write(describeEvent(event));
  if (problem !== undefined) process.stdout.write(`    FAILED ${indent(problem)}\n`);
  const { passed, failed, skipped } = countOf(events);
  return { passed, failed: failed + (problem === undefined ? 0 : 1), skipped };
}

function describeEvent(event: InsideEvent): string {
  if (event.kind === 'passed') return `    ✓ ${event.title} (${event.ms} ms)\n`;
  if (event.kind === 'skipped') return `    - ${event.title}\n`;
  if (event.kind === 'failed') return `    FAILED ${event.title}\n      ${indent(event.error)}\n`;
  if (event.kind === 'measured') return `    ${event.name}: ${event.value}\n`;
  return '';
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n      ');
}
