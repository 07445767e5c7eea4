/** Runs every suite, and says at the end what they found together. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');

interface Suite {
  readonly name: string;
  readonly args: readonly string[];
}

const inTwo = [mocha, '--parallel', '--jobs', '2'];

/** Those of a line run beside each other: they wait for programs that they start more than they do anything. */
const lines: readonly (readonly Suite[])[] = [
  [
    {
      name: 'engine and command line',
      args: [...inTwo, 'test/{unit,contract,faults,grammar,cli}/**/*.test.ts'],
    },
  ],
  [{ name: "the panel's page", args: [...inTwo, 'test/webview/**/*.test.ts'] }],
  [
    { name: 'files for CI', args: ['test/ci/main.ts'] },
    { name: 'a real Redis', args: ['test/redis/main.ts'] },
    { name: 'a real MLflow', args: ['test/mlflow/main.ts'] },
  ],
  [{ name: 'inside VS Code', args: ['test/vscode/inside.ts'] }],
  [{ name: "VS Code's window", args: ['test/vscode/ui.ts'] }],
];

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What the suite said of its failures; empty when there were none. */
  readonly failures: string;
}

/** Long enough for what a runner says of some dozens of failures. */
const tailLength = 200_000;

/**
 * A suite that ends badly without a failed test, or without its closing line, has failed itself. `say` hears what it
 * prints.
 */
async function runSuite(args: readonly string[], say: (text: string) => void): Promise<Count> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    say(text);
    tail = (tail + text).slice(-tailLength);
  });
  child.stderr.setEncoding('utf8').on('data', say);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lastLine = tail.trimEnd().split('\n').at(-1) ?? '';
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lastLine);
  const [passed = 0, failed = 0, skipped = 0] = (found ?? []).slice(1).map((n) => Number(n ?? 0));
  const isSound = found !== null && (code === 0 || failed > 0);
  const failures = isSound && failed === 0 ? '' : failuresIn(tail);
  return { passed, failed: failed + (isSound ? 0 : 1), skipped, failures };
}

/** From mocha's own list of failures on, else the last lines. */
function failuresIn(printed: string): string {
  const listed = printed.search(/^ +\d+ failing$/m);
  return listed >= 0 ? printed.slice(listed) : printed.split('\n').slice(-40).join('\n');
}

/** The first of a line is followed while it runs; what the others print comes in one piece when they end. */
async function runLine(line: readonly Suite[]): Promise<readonly Count[]> {
  const [first, ...others] = line;
  if (first === undefined) return [];
  const later = others.map(async ({ name, args }) => {
    const startedAt = performance.now();
    let printed = '';
    const count = await runSuite(args, (text) => {
      printed += text;
    });
    return { name, printed, count, tookMs: performance.now() - startedAt };
  });
  const startedAt = performance.now();
  process.stdout.write(`\n--- ${first.name}\n`);
  const counts = [await runSuite(first.args, (text) => process.stdout.write(text))];
  tellTime(first.name, performance.now() - startedAt);
  for (const one of later) {
    const { name, printed, count, tookMs } = await one;
    process.stdout.write(`\n--- ${name}\n${printed}`);
    tellTime(name, tookMs);
    counts.push(count);
  }
  return counts;
}

function tellTime(name: string, ms: number): void {
  process.stdout.write(`--- ${name}: ${Math.round(ms / 1000)} s\n`);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
for (const line of lines) {
  for (const [at, count] of (await runLine(line)).entries()) {
    if (count.failures !== '') failures.push(`--- ${line[at]?.name ?? ''}\n${count.failures}`);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
}
if (failures.length > 0)
  process.stdout.write(`\nWhat failed, once more:\n\n${failures.join('\n')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
