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
