/** Fuzzes in a thread of its own, so that whoever started it sees a reader that hangs or takes all memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Order {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Shared: the number of the input under way. */
  readonly progress: BigInt64Array;
}

const { seed, from, count, progress } = workerData as Order;
const findings = await fuzz(await targets(), {
  seed,
  from,
  count,
  // Of this thread alone: a busy machine makes no reader slow.
  now: cpuMs,
  tell(input) {
    Atomics.store(progress, 0, BigInt(input));
  },
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(findings);
