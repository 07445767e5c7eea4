import type { Score } from '#protocol/score.ts';

/**
 * What an evaluator's `threshold` makes of a score: it decides the pass, whatever the metric itself
 * said. The threshold itself passes. A score that is none stays as it is.
 */
export function applyThreshold(
  score: Score,
  threshold: number | undefined,
  better: 'higher' | 'lower',
): Score {
  if (threshold === undefined || score.outcome !== 'scored') return score;
  const pass = reaches(score.value, threshold, better);
  return score.pass === pass ? score : { ...score, pass };
}

export function reaches(value: number, threshold: number, better: 'higher' | 'lower'): boolean {
  return better === 'higher' ? value >= threshold : value <= threshold;
}
