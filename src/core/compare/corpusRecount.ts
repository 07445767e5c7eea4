import type { JsonValue } from '#base/json.ts';
import type { CorpusAccumulator, CorpusResult } from '../metrics/metric.ts';

/** What both sides kept of one case, a statistic for each repetition. */
export interface CorpusPair {
  readonly before: readonly JsonValue[];
  readonly after: readonly JsonValue[];
}

/** Computes the corpus values of both sides anew, over other choices of cases. */
export interface CorpusRecount {
  /** A 1 for each case whose statistics change sides. */
  swapped(cases: Uint8Array): Both;
  /** The cases with these indices; one may come several times. */
  drawn(cases: Int32Array): Both;
  /** Steps of arithmetic of one such computation, roughly. */
  readonly steps: number;
}

export interface Both {
  readonly before: CorpusResult;
  readonly after: CorpusResult;
}

export function corpusRecount(
  pairs: readonly CorpusPair[],
  accumulate: () => CorpusAccumulator,
): CorpusRecount {
  const { sums } = accumulate();
  return sums === undefined ? byStatistics(pairs, accumulate) : bySums(pairs, accumulate);
}

/** Reading one statistic, in steps: measured over the metrics without sums that there could be. */
const stepsOfAStatistic = 20;

function byStatistics(
  pairs: readonly CorpusPair[],
  accumulate: () => CorpusAccumulator,
): CorpusRecount {
  const over = (each: (take: (pair: CorpusPair, isSwapped: boolean) => void) => void): Both => {
    const before = accumulate();
    const after = accumulate();
    each((pair, isSwapped) => {
      read(isSwapped ? after : before, pair.before);
      read(isSwapped ? before : after, pair.after);
    });
    return { before: before.result(), after: after.result() };
  };
  const statistics = pairs.reduce((sum, one) => sum + one.before.length + one.after.length, 0);
  return {
    swapped: (cases) =>
      over((take) => {
        for (const [at, pair] of pairs.entries()) take(pair, cases[at] === 1);
      }),
    drawn: (cases) =>
      over((take) => {
        for (const at of cases) {
          const pair = pairs[at];
          if (pair !== undefined) take(pair, false);
        }
      }),
    steps: statistics * stepsOfAStatistic,
  };
}

function read(into: CorpusAccumulator, statistics: readonly JsonValue[]): void {
  for (const statistic of statistics) into.add(statistic);
}

/** What one case adds to the sums, without the places where it adds nothing. */
interface Share {
  readonly places: Int32Array;
  readonly amounts: Float64Array;
}

/** Working out a result from its sums, in steps: as measured of a confusion matrix, the dearest there is. */
const stepsOfAResult = 4000;
const stepsOfASum = 30;

function bySums(pairs: readonly CorpusPair[], accumulate: () => CorpusAccumulator): CorpusRecount {
  const before = pairs.map((pair) => sumsOf(pair.before, accumulate));
  const after = pairs.map((pair) => sumsOf(pair.after, accumulate));
  const width = [...before, ...after].reduce((most, { length }) => Math.max(most, length), 0);
  const beforeShares = before.map(shareOf);
  const afterShares = after.map(shareOf);
  const moves = before.map((sums, at) =>
    shareOf(
      Array.from({ length: width }, (_, place) => (after[at]?.[place] ?? 0) - (sums[place] ?? 0)),
    ),
  );
  const totals = { before: totalOf(beforeShares, width), after: totalOf(afterShares, width) };
  const desk = accumulate();
  const resultOf = (sums: readonly number[]): CorpusResult => {
    desk.sums?.replace(sums);
    return desk.result();
  };
  const entries = [...beforeShares, ...afterShares].reduce(
    (sum, one) => sum + one.places.length,
    0,
  );
  return {
    swapped(cases) {
      const sums = { before: [...totals.before], after: [...totals.after] };
      for (const [at, move] of moves.entries()) {
        if (cases[at] !== 1) continue;
        add(sums.before, move, 1);
        add(sums.after, move, -1);
      }
      return { before: resultOf(sums.before), after: resultOf(sums.after) };
    },
    drawn(cases) {
      const times = new Float64Array(pairs.length);
      for (const at of cases) times[at] = (times[at] ?? 0) + 1;
      const drawn = (shares: readonly Share[]): CorpusResult => {
        const sums = zeros(width);
        for (const [at, share] of shares.entries()) {
          const often = times[at] ?? 0;
          if (often > 0) add(sums, share, often);
        }
        return resultOf(sums);
      };
      return { before: drawn(beforeShares), after: drawn(afterShares) };
    },
    steps: entries + 2 * (stepsOfAResult + width * stepsOfASum) + pairs.length,
  };
}

function sumsOf(
  statistics: readonly JsonValue[],
  accumulate: () => CorpusAccumulator,
): readonly number[] {
  const accumulator = accumulate();
  read(accumulator, statistics);
  return accumulator.sums?.read() ?? [];
}

function shareOf(sums: readonly number[]): Share {
  const places = [...sums.keys()].filter((place) => sums[place] !== 0);
  return {
    places: Int32Array.from(places),
    amounts: Float64Array.from(places, (place) => sums[place] ?? 0),
  };
}

function totalOf(shares: readonly Share[], width: number): readonly number[] {
  const sums = zeros(width);
  for (const share of shares) add(sums, share, 1);
  return sums;
}

function zeros(width: number): number[] {
  return Array.from({ length: width }, () => 0);
}

function add(sums: number[], { places, amounts }: Share, times: number): void {
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    sums[place] = (sums[place] ?? 0) + times * (amounts[at] ?? 0);
  }
}
