/** Runs every suite, one after the other, and says at the end what they found together. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');

const suites: readonly {
  readonly name: string;
  readonly args: readonly string[];
}[] = [
  {
    name: 'engine and command line',
    args: [
      mocha,
      '--parallel',
      '--jobs',
      '2',
      'test/{unit,contract,faults,grammar,cli}/**/*.test.ts',
    ],
  },
  {
    name: "the panel's page",
    args: [mocha, '--parallel', '--jobs', '2', 'test/webview/**/*.test.ts'],
  },
  { name: 'files for CI', args: ['test/ci/main.ts'] },
  { name: 'a real Redis', args: ['test/redis/main.ts'] },
  { name: 'a real MLflow', args: ['test/mlflow/main.ts'] },
  { name: 'inside VS Code', args: ['test/vscode/inside.ts'] },
  { name: "VS Code's window", args: ['test/vscode/ui.ts'] },
];

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A suite that ends badly without a failed test, or without its closing line, has failed itself. */
async function runSuite(args: readonly string[]): Promise<Count> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let tail = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    process.stdout.write(text);
    tail = (tail + text).slice(-1000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lastLine = tail.trimEnd().split('\n').at(-1) ?? '';
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lastLine);
  const [passed = 0, failed = 0, skipped = 0] = (found ?? []).slice(1).map((n) => Number(n ?? 0));
  const isSound = found !== null && (code === 0 || failed > 0);
  return { passed, failed: failed + (isSound ? 0 : 1), skipped };
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { name, args } of suites) {
  process.stdout.write(`\n--- ${name}\n`);
  const startedAt = performance.now();
  const count = await runSuite(args);
  process.stdout.write(`--- ${name}: ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
