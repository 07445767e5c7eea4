import type { ComparedCandidate } from '#protocol/comparison.ts';

/** What is swapped on purpose: the first, before, for the second, after. */
export interface Swap {
  readonly models?: readonly [before: string, after: string];
  readonly variants?: readonly [before: string, after: string];
}

export interface PairedCandidates {
  readonly pairs: readonly {
    readonly before: ComparedCandidate;
    readonly after: ComparedCandidate;
  }[];
  readonly onlyBefore: readonly ComparedCandidate[];
  readonly onlyAfter: readonly ComparedCandidate[];
}

/**
 * Who is compared with whom, in one prompt. Without a swap the same variant on the same model; and where each side has
 * exactly one other model left of a variant, or one other variant of a model, these two.
 */
export function pairCandidates(
  before: readonly ComparedCandidate[],
  after: readonly ComparedCandidate[],
  swap: Swap,
): PairedCandidates {
  if (swap.models !== undefined || swap.variants !== undefined) {
    return swapped(before, after, swap);
  }
  const partner = new Map<ComparedCandidate, ComparedCandidate>();
  let left = before;
  const take = (one: ComparedCandidate, other: ComparedCandidate): void => {
    partner.set(one, other);
    left = left.filter((candidate) => candidate !== other);
  };
  for (const one of after) {
    const same = left.find((other) => isSame(one, other));
    if (same !== undefined) take(one, same);
  }
  for (const key of ['variant', 'model'] as const) {
    const open = after.filter((one) => !partner.has(one));
    for (const one of open) {
      const mine = open.filter((other) => other[key] === one[key]);
      const theirs = left.filter((other) => other[key] === one[key]);
      const [only] = theirs;
      if (only !== undefined && mine.length === 1 && theirs.length === 1) take(one, only);
    }
  }
  return {
    pairs: after.flatMap((one) => {
      const other = partner.get(one);
      return other === undefined ? [] : [{ before: other, after: one }];
    }),
    onlyBefore: left,
    onlyAfter: after.filter((one) => !partner.has(one)),
  };
}

/** Whoever is not part of the swap is not spoken of. */
function swapped(
  before: readonly ComparedCandidate[],
  after: readonly ComparedCandidate[],
  { models, variants }: Swap,
): PairedCandidates {
  const pairs = before.flatMap((one) => {
    if (models !== undefined && one.model !== models[0]) return [];
    if (variants !== undefined && one.variant !== variants[0]) return [];
    const wanted = { variant: variants?.[1] ?? one.variant, model: models?.[1] ?? one.model };
    const other = after.find((candidate) => isSame(candidate, wanted));
    return other === undefined ? [] : [{ before: one, after: other }];
  });
  return { pairs, onlyBefore: [], onlyAfter: [] };
}

function isSame(one: ComparedCandidate, other: ComparedCandidate): boolean {
  return one.variant === other.variant && one.model === other.model;
}
