import type { JsonValue } from '#base/json.ts';
import type { FigureChange } from '#protocol/comparison.ts';
import type { CorpusAccumulator, CorpusResult } from '../metrics/metric.ts';
import { bootstrap } from '../stats/bootstrap.ts';
import { smallestShown } from '../stats/detectable.ts';
import { Moments } from '../stats/moments.ts';
import { randomisedP } from '../stats/randomised.ts';
import { Samples } from '../stats/samples.ts';
import { corpusRecount, type Both, type CorpusPair, type CorpusRecount } from './corpusRecount.ts';
import { drawsFor, isExact, type Effort, type Tested } from './tested.ts';
import { fillStatistics, missingOf } from './worstCase.ts';

export interface CorpusMetric {
  readonly accumulate: () => CorpusAccumulator;
  readonly comparedFigures: readonly string[];
}

/**
 * Tests a value that only all cases together have: approximate randomisation (Noreen 1989; Riezler and Maxwell 2005), with a
 * bootstrap over cases for the interval. `undefined`: a side has no value.
 */
export function testCorpus(
  pairs: readonly CorpusPair[],
  { accumulate, comparedFigures }: CorpusMetric,
  effort: Effort,
): Tested | undefined {
  const recount = corpusRecount(pairs, accumulate);
  const seen = recount.swapped(new Uint8Array(pairs.length));
  const before = seen.before.value;
  const after = seen.after.value;
  if (before === undefined || after === undefined) return undefined;
  const draws = drawsFor(recount.steps, effort);
  const figures = comparedFigures.flatMap((name) => FigureTest.of(name, seen) ?? []);
  const p = swappedP(pairs.length, recount, draws, figures);
  const spread = new Moments();
  const interval = bootstrap(
    pairs.length,
    (cases) => {
      const both = recount.drawn(cases);
      for (const figure of figures) figure.drawn(both);
      const difference = differenceOf(both, valueOf);
      spread.add(difference);
      return difference;
    },
    { resamples: draws },
  );
  const deviation = spread.standardDeviation ?? 0;
  const missing = missingOf(pairs.map((pair) => [pair.before.length, pair.after.length]));
  return {
    before,
    after,
    difference: after - before,
    ...(interval === undefined || deviation === 0 ? {} : { interval }),
    test: 'swapped-cases',
    ...(isExact(pairs.length, draws) ? {} : { draws }),
    p,
    ...(missing === 0
      ? {}
      : { worstCase: { missing, ...worstCase(pairs, after - before, accumulate, draws) } }),
    ...(figures.length === 0
      ? {}
      : { figures: figures.map((figure) => figure.change(isExact(pairs.length, draws))) }),
    smallest: (alpha) =>
      deviation === 0
        ? undefined
        : smallestShown(pairs.length, pairs.filter(isChanged).length, deviation, alpha),
  };
}

function isChanged({ before, after }: CorpusPair): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

function swappedP(
  cases: number,
  recount: CorpusRecount,
  draws: number,
  figures: readonly FigureTest[] = [],
): number {
  let isFirst = true;
  const difference = (swapped: Uint8Array): number => {
    const both = recount.swapped(swapped);
    // The first look is at the sides as they are, which is no draw.
    if (!isFirst) for (const figure of figures) figure.swapped(both);
    isFirst = false;
    const found = differenceOf(both, valueOf);
    return Number.isNaN(found) ? Infinity : found;
  };
  return randomisedP(cases, difference, { draws }) ?? 1;
}

function worstCase(
  pairs: readonly CorpusPair[],
  difference: number,
  accumulate: () => CorpusAccumulator,
  draws: number,
): { readonly difference: number; readonly p: number } {
  const alone = (statistic: JsonValue): number | undefined => {
    const accumulator = accumulate();
    accumulator.add(statistic);
    return accumulator.result().value;
  };
  const recount = corpusRecount(fillStatistics(pairs, difference > 0, alone), accumulate);
  const worst = differenceOf(recount.swapped(new Uint8Array(pairs.length)), valueOf);
  const holds = Math.sign(worst) === Math.sign(difference);
  return { difference: worst, p: holds ? swappedP(pairs.length, recount, draws) : 1 };
}

/** Another figure of the same draws. A draw in which it does not exist counts against a change. */
class FigureTest {
  private readonly name: string;
  private readonly before: number;
  private readonly after: number;
  private readonly samples = new Samples();
  private draws = 0;
  private hits = 0;

  private constructor(name: string, before: number, after: number) {
    this.name = name;
    this.before = before;
    this.after = after;
  }

  static of(name: string, { before, after }: Both): FigureTest | undefined {
    const was = before.figures[name];
    const is = after.figures[name];
    return was === undefined || is === undefined ? undefined : new FigureTest(name, was, is);
  }

  swapped(both: Both): void {
    const seen = Math.abs(this.after - this.before);
    const found = Math.abs(differenceOf(both, (result) => result.figures[this.name]));
    this.draws += 1;
    if (!(found < seen - 1e-12)) this.hits += 1;
  }

  drawn(both: Both): void {
    this.samples.add(differenceOf(both, (result) => result.figures[this.name]));
  }

  change(isCounted: boolean): FigureChange {
    const { name, before, after, samples, hits, draws } = this;
    const low = samples.quantile(0.025);
    const high = samples.quantile(0.975);
    return {
      name,
      before,
      after,
      difference: after - before,
      ...(low === undefined || high === undefined || low === high
        ? {}
        : { interval: { low, high } }),
      p: isCounted ? hits / draws : (hits + 1) / (draws + 1),
    };
  }
}

function valueOf({ value }: CorpusResult): number | undefined {
  return value;
}

/** Not a number where a side has none. */
function differenceOf(
  { before, after }: Both,
  of: (result: CorpusResult) => number | undefined,
): number {
  return (of(after) ?? Number.NaN) - (of(before) ?? Number.NaN);
}
