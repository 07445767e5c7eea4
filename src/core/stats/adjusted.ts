/**
 * p-values of several comparisons, made good for their number so that each may be held against the
 * same limit: Holm 1979. The chance of any false alarm stays below the limit. In the order given.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const adjusted = pValues.map(() => 0);
  let most = 0;
  for (const [rank, { p, place }] of sorted(pValues).entries()) {
    most = Math.max(most, Math.min(1, p * (pValues.length - rank)));
    adjusted[place] = most;
  }
  return adjusted;
}

/** The same for exploration (Benjamini and Hochberg 1995): the share of false alarms among all alarms stays below the limit. */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const adjusted = pValues.map(() => 0);
  let least = 1;
  const ordered = sorted(pValues);
  for (let rank = ordered.length; rank > 0; rank -= 1) {
    const { p = 1, place = 0 } = ordered[rank - 1] ?? {};
    least = Math.min(least, (p * pValues.length) / rank);
    adjusted[place] = least;
  }
  return adjusted;
}

function sorted(
  pValues: readonly number[],
): readonly { readonly p: number; readonly place: number }[] {
  return pValues.map((p, place) => ({ p, place })).toSorted((a, b) => a.p - b.p);
}
