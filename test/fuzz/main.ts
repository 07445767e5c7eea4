/**
 * `npm run fuzz -- --count 1000000 --seed 1`: feeds mutated inputs to every reader, in threads that may have 512 MB each.
 * Writes what was found to `out/fuzz/`. Exit code 1 where something was.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Finding } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});
const seed = Number(values.seed);
const start = Number(values.from);
const end = start + Number(values.count);
const folder = join(import.meta.dirname, '../../out/fuzz');

/** Inputs of one thread; a new one begins with a clean heap. */
const batch = 20_000;
/** A reader that is over its time is given this long to come back before the thread is ended. */
const patienceMs = 120_000;

/** The thread reads its fixtures. */
const loading = -1n;

let found = 0;
let peakMb = 0;
const began = performance.now();
for (let from = start; from < end;) {
  const count = Math.min(batch, end - from);
  const { findings, next } = await runBatch(from, count);
  for (const finding of findings) await keep(finding);
  found += findings.length;
  from = next;
  peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1e6);
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`${from - start} inputs, ${found} findings, ${seconds} s, ${Math.round(peakMb)} MB`);
}
process.exitCode = found === 0 ? 0 : 1;

async function runBatch(
  from: number,
  count: number,
): Promise<{ readonly findings: readonly Finding[]; readonly next: number }> {
  const progress = new BigInt64Array(new SharedArrayBuffer(8));
  progress[0] = loading;
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { seed, from, count, progress },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const { promise, resolve } = Promise.withResolvers<readonly Finding[] | string>();
  worker.once('message', (findings: readonly Finding[]) => resolve(findings));
  worker.once('error', (error: unknown) => resolve(String(error)));
  let seen = -1n;
  const watch = setInterval(() => {
    const now = Atomics.load(progress, 0);
    if (now === seen && now !== loading) resolve(`hangs for more than ${patienceMs} ms`);
    seen = now;
  }, patienceMs);
  const result = await promise;
  clearInterval(watch);
  await worker.terminate();
  if (typeof result !== 'string') return { findings: result, next: from + count };
  const input = Math.max(from, Number(Atomics.load(progress, 0)));
  const finding = { target: 'see the number', input, fault: result, bytes: new Uint8Array() };
  return { findings: [finding], next: input + 1 };
}

async function keep({ target, input, fault, bytes }: Finding): Promise<void> {
  say(`${target}, input ${input}: ${fault.split('\n').slice(0, 3).join(' ')}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${seed}-${input}.bin`), bytes);
  await writeFile(join(folder, `${seed}-${input}.txt`), `${target}\n${fault}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
