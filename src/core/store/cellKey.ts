import type { BaselineCell } from './baselines.ts';

/** Which cell it is, within one prompt. */
export function cellKey({
  variant,
  model,
  caseId,
}: Pick<BaselineCell, 'variant' | 'model' | 'caseId'>): string {
  return JSON.stringify([variant, model, caseId]);
}
