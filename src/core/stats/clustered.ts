import { type Interval, wilson, z95 } from './wilson.ts';

/** Trials of one case: how many have a verdict, and how many of these passed. */
export interface Cluster {
  readonly judged: number;
  readonly passed: number;
}

/**
 * The interval of a share whose trials come in cases: Wilson's, over as many trials as would be worth the same were they
 * independent (Dean and Pagano 2015, with the variance of a ratio over clusters). Worth no less than the cases and no more
 * than the trials, so that it says something where all pass. `undefined` where nothing was judged.
 */
export function clusteredShare(clusters: Iterable<Cluster>, z: number = z95): Interval | undefined {
  let cases = 0;
  let trials = 0;
  let passes = 0;
  let passesSquared = 0;
  let trialsSquared = 0;
  let products = 0;
  for (const { judged, passed } of clusters) {
    if (judged === 0) continue;
    cases += 1;
    trials += judged;
    passes += passed;
    passesSquared += passed * passed;
    trialsSquared += judged * judged;
    products += judged * passed;
  }
  if (cases === 0) return undefined;
  const share = passes / trials;
  const squares = passesSquared - 2 * share * products + share * share * trialsSquared;
  const variance = cases < 2 ? Infinity : ((cases / (cases - 1)) * squares) / (trials * trials);
  const worth = variance > 0 ? (share * (1 - share)) / variance : trials;
  const isCertain = passes === 0 || passes === trials;
  const n = isCertain ? cases : Math.min(trials, Math.max(cases, worth));
  return wilson(share * n, n, z);
}
