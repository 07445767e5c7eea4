import { binomialCdf, binomialPmf } from './binomial.ts';
import { normalQuantile } from './normal.ts';

/**
 * The smallest mean difference that so many pairs would show with the given power, two-sided:
 * (z₁₋α⸝₂ + z_power) · sd / √n. `undefined` for no pair.
 */
export function smallestDetectable(
  n: number,
  standardDeviation: number,
  { alpha = 0.05, power = 0.8 }: { readonly alpha?: number; readonly power?: number } = {},
): number | undefined {
  if (!(n > 0) || !(standardDeviation >= 0)) return undefined;
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return (z * standardDeviation) / Math.sqrt(n);
}

/**
 * The chance that McNemar's exact test shows a change over `n` pairs, where pairs turn with these
 * shares: all outcomes enumerated.
 */
export function mcnemarPower(
  n: number,
  onlyFirst: number,
  onlySecond: number,
  alpha = 0.05,
): number {
  const turning = onlyFirst + onlySecond;
  let power = 0;
  for (let changed = 1; changed <= n; changed += 1) {
    const chance = binomialPmf(changed, n, turning);
    if (chance < 1e-18) continue;
    const most = mostOfFewer(changed, alpha);
    const share = onlyFirst / turning;
    const few = binomialCdf(most, changed, share) + binomialCdf(most, changed, 1 - share);
    if (most >= 0) power += chance * few;
  }
  return power;
}

/** Beyond so many pairs the normal approximation is as good, and the enumeration slow. */
const mostEnumerated = 100;

/**
 * The smallest share of pairs that, turning one way beside those that turn both ways, McNemar's exact test would show with
 * the given power. `undefined`: not even all of them would.
 */
export function smallestTurning(
  n: number,
  onlyFirst: number,
  onlySecond: number,
  alpha = 0.05,
  power = 0.8,
): number | undefined {
  const background = Math.min(onlyFirst, onlySecond) / n;
  if (n > mostEnumerated) {
    const mean = (onlySecond - onlyFirst) / n;
    const deviation = Math.sqrt(Math.max(0, (onlyFirst + onlySecond) / n - mean * mean));
    const fewest = Math.ceil(Math.log2(2 / alpha));
    const often = (fewest + normalQuantile(power) * Math.sqrt(fewest)) / n;
    return Math.max(often, smallestDetectable(n, deviation, { alpha, power }) ?? 0);
  }
  const isEnough = (share: number): boolean =>
    mcnemarPower(n, background, background + share, alpha) >= power;
  let enough = 1 - 2 * background;
  if (!isEnough(enough)) return undefined;
  let less = 0;
  for (let round = 0; round < 12; round += 1) {
    const middle = (less + enough) / 2;
    if (isEnough(middle)) enough = middle;
    else less = middle;
  }
  return enough;
}

/**
 * The smallest difference over so many cases that a test by swapping would show with a power of 80 %. `changed`: cases that
 * differed at all. Where they are few, what counts is how many of their kind there would have to be.
 */
export function smallestShown(
  n: number,
  changed: number,
  standardError: number,
  alpha: number,
): number | undefined {
  const turning = smallestTurning(n, 0, 0, alpha);
  const spread = smallestDetectable(1, standardError, { alpha });
  if (turning === undefined || spread === undefined || changed === 0) return undefined;
  const ofOneCase = (standardError * n) / Math.sqrt(changed);
  return Math.max(spread, turning * ofOneCase);
}

/** The largest number of rarer changes that is still significant; −1 where none is. */
function mostOfFewer(changed: number, alpha: number): number {
  let most = -1;
  let below = 0;
  for (let fewer = 0; 2 * fewer < changed; fewer += 1) {
    below += binomialPmf(fewer, changed, 0.5);
    if (2 * below > alpha) break;
    most = fewer;
  }
  return most;
}
