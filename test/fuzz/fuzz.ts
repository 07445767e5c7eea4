import { seeded } from '#support/seeded.ts';
import { mutated } from './mutate.ts';
import type { Target } from './targets.ts';

/** What was wrong with one input. */
export interface Finding {
  readonly target: string;
  /** Number of the input: `--seed S --from N --count 1` makes it again. */
  readonly input: number;
  readonly fault: string;
  readonly bytes: Uint8Array;
}

/** No reader may take longer over one input. */
export const longestMs = 1000;

export interface FuzzOptions {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Hears of each input before it is read. */
  readonly tell?: (input: number) => void;
  readonly now: () => number;
}

/** Feeds mutated inputs to the targets in turn. The same seed and number make the same input. */
export async function fuzz(
  targets: readonly Target[],
  { seed, from, count, tell, now }: FuzzOptions,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let input = from; input < from + count; input += 1) {
    const target = targets[input % targets.length];
    if (target === undefined) break;
    const random = seeded((seed * 7919 + input * 104_729 + 1) % 2 ** 31);
    // The first numbers of neighbouring seeds are neighbours.
    for (let warm = 0; warm < 3; warm += 1) random();
    const bytes = mutated(target.seeds, random);
    tell?.(input);
    const start = now();
    const fault = await faultOf(target, bytes);
    const took = now() - start;
    const slow = took > longestMs ? `took ${Math.round(took)} ms` : undefined;
    const found = fault ?? slow;
    if (found !== undefined) findings.push({ target: target.name, input, fault: found, bytes });
  }
  return findings;
}

async function faultOf(target: Target, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await target.read(bytes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
