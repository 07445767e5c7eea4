import { usualSeed } from './bootstrap.ts';
import { seededRandom } from './random.ts';

/**
 * The two-sided p-value of a difference between two results over the same cases, whatever the figure:
 * how often a difference as large comes from swapping the two results of random cases (Noreen 1989).
 * `difference` gets a 1 for each case that is swapped. All ways where there are no more than `draws`;
 * else (hits + 1) / (draws + 1). A difference as large counts as a hit, so that equal results give 1,
 * where sacreBLEU, which counts only larger ones, calls them significant. `undefined` for no case.
 */
export function randomisedP(
  cases: number,
  difference: (swapped: Uint8Array) => number,
  { draws = 10_000, seed = usualSeed }: { readonly draws?: number; readonly seed?: number } = {},
): number | undefined {
  if (cases === 0) return undefined;
  const swapped = new Uint8Array(cases);
  const seen = Math.abs(difference(swapped));
  const isHit = (): boolean => Math.abs(difference(swapped)) >= seen - 1e-12 * Math.max(1, seen);
  const ways = 2 ** cases;
  let hits = 0;
  if (ways <= draws) {
    for (let way = 0; way < ways; way += 1) {
      for (let at = 0; at < cases; at += 1) swapped[at] = (way >>> at) & 1;
      if (isHit()) hits += 1;
    }
    return hits / ways;
  }
  const random = seededRandom(seed);
  for (let draw = 0; draw < draws; draw += 1) {
    for (let at = 0; at < cases; at += 1) swapped[at] = random.below(2);
    if (isHit()) hits += 1;
  }
  return (hits + 1) / (draws + 1);
}

/** The same of the mean of paired differences, which swapping turns over. */
export function randomisedMeanP(
  differences: readonly number[],
  options: { readonly draws?: number; readonly seed?: number } = {},
): number | undefined {
  const numbers = Float64Array.from(differences);
  const mean = (swapped: Uint8Array): number => {
    let sum = 0;
    for (let at = 0; at < numbers.length; at += 1) {
      const one = numbers[at] ?? 0;
      sum += swapped[at] === 1 ? -one : one;
    }
    return sum / numbers.length;
  };
  return randomisedP(numbers.length, mean, options);
}
