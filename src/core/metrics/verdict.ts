import type { Measured } from './metric.ts';

/** 1 with a pass, 0 without. The two frequent verdicts are shared objects. */
export function verdict(pass: boolean, why?: string): Measured {
  if (why === undefined) return pass ? passed : missed;
  return { score: { outcome: 'scored', value: pass ? 1 : 0, pass, why } };
}

/** A value that only measures, or with `pass` also judges. */
export function scored(
  value: number,
  more: { readonly pass?: boolean; readonly why?: string } = {},
): Measured {
  return { score: { outcome: 'scored', value, ...more } };
}

export function notApplicable(why: string): Measured {
  return { score: { outcome: 'not-applicable', why } };
}

export function failed(why: string): Measured {
  return { score: { outcome: 'failed', why } };
}

export const noExpected: Measured = notApplicable('the case names no expected text');

const passed: Measured = { score: { outcome: 'scored', value: 1, pass: true } };
const missed: Measured = { score: { outcome: 'scored', value: 0, pass: false } };
