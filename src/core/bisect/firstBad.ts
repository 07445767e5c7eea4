/** What is known of a commit: it is as good as the good end, as bad as the bad one, or nobody can say. */
export type Standing = 'good' | 'bad' | 'unknown';

export interface FirstBad {
  /** The last one that is known to be good; -1: the good end itself. */
  readonly lastGood: number;
  /** The first one that is known to be bad. Between the two nobody can say. */
  readonly firstBad: number;
}

/**
 * Halves what is left until one is found: at most ⌈log₂ n⌉ questions where every one is answered. The good end stands before
 * the first of `n`, and the last of them is bad. What cannot be told is passed over for its nearest neighbour.
 */
export async function findFirstBad(
  n: number,
  look: (place: number) => Promise<Standing>,
): Promise<FirstBad> {
  let lastGood = -1;
  let firstBad = n - 1;
  const unknown = new Set<number>();
  for (;;) {
    const place = nearestToMiddle(lastGood, firstBad, unknown);
    if (place === undefined) return { lastGood, firstBad };
    const standing = await look(place);
    if (standing === 'good') lastGood = place;
    else if (standing === 'bad') firstBad = place;
    else unknown.add(place);
  }
}

function nearestToMiddle(
  low: number,
  high: number,
  unknown: ReadonlySet<number>,
): number | undefined {
  const middle = Math.floor((low + high) / 2);
  for (let away = 0; away <= high - low; away += 1) {
    for (const place of [middle - away, middle + away]) {
      if (place > low && place < high && !unknown.has(place)) return place;
    }
  }
  return undefined;
}
