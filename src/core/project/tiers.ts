import type { Problem } from '#protocol/problem.ts';
import { fileStart } from '#protocol/problem.ts';
import { didYouMean } from '../documents/nearest.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import type { Suite } from './suite.ts';
import type { TierFile, TierLevel } from './tierShape.ts';

/** One way of running a project, with everything that its level leaves to a default filled in. */
export interface Tier extends Omit<TierFile, 'level' | 'judges' | 'safety'> {
  readonly name: string;
  readonly level: TierLevel;
  readonly judges: boolean;
  readonly safety: boolean;
}

/** What is there without a word in `assay.yml`: cheap on every push, everything before a merge and every night. */
const builtinTiers: Readonly<Record<string, TierFile>> = {
  branch: { level: 1 },
  merge: { level: 3 },
  nightly: { level: 3 },
};

const levels: Readonly<Record<TierLevel, TierFile>> = {
  0: { judges: false },
  1: { judges: false, recordings: 'replay' },
  2: { judges: false, recordings: 'off', sample: 20 },
  3: { judges: true, recordings: 'off' },
};

/** Every tier of a project: those of the suite, and the built-in ones that it does not name. */
export function tiersOf({ tiers = {} }: Pick<Suite, 'tiers'>): readonly Tier[] {
  return Object.entries({ ...builtinTiers, ...tiers }).map(([name, written]) => {
    const { level = 3, ...rest } = written;
    const { judges = true, safety = false, ...more } = { ...levels[level], ...rest };
    return { name, level, judges, safety, ...more };
  });
}

export function findTier(
  suite: Suite,
  name: string,
): { readonly value: Tier } | { readonly problem: Problem } {
  const tiers = tiersOf(suite);
  const value = tiers.find((one) => one.name === name);
  if (value !== undefined) return { value };
  const names = tiers.map((one) => one.name);
  return {
    problem: errorAt(
      suite.file,
      fileStart,
      'tier-unknown',
      `There is no tier ${quoteFound(name)}.`,
      `${didYouMean(name, names)}Name another one, or write it under "tiers:".`,
      names.join(', '),
    ),
  };
}
