import type { JsonValue } from '#base/json.ts';
import { testCorpus } from '#core/compare/testCorpus.ts';
import { testMeans } from '#core/compare/testMeans.ts';
import { bleu } from '#core/metrics/bleu.ts';
import { label } from '#core/metrics/label.ts';
import type { Metric } from '#core/metrics/metric.ts';
import { seededRandom } from '#core/stats/random.ts';
import { atMost, type Row } from './row.ts';

const cases = 2000;
const effort = { draws: 10_000, leastDraws: 400 };
const labels = ['bug', 'billing', 'how-to', 'account', 'other'];

/** What one test of a comparison takes over 2,000 cases. */
export function comparing(): readonly Row[] {
  const random = seededRandom(1);
  const counts = (): JsonValue => ({
    references: 1,
    counts: Array.from({ length: 10 }, (_, place) => 10 - place + random.below(4)),
  });
  const said = (): JsonValue => ({
    expected: labels[random.below(5)] ?? '',
    predicted: labels[random.below(5)] ?? '',
  });
  const scores = Array.from({ length: cases }, () => ({
    before: { n: 3, mean: random.next() },
    after: { n: 3, mean: random.next() },
  }));
  return [
    corpusRow('BLEU', bleu, {}, counts),
    corpusRow('label, 5 labels', label, { labels }, said),
    timed('scores', () => testMeans(scores, [0, 1], effort).draws),
  ];
}

function corpusRow(
  name: string,
  metric: Metric,
  given: Readonly<Record<string, unknown>>,
  statistic: () => JsonValue,
): Row {
  const settings = metric.settings.parse(given);
  const pairs = Array.from({ length: cases }, () => ({
    before: [statistic()],
    after: [statistic()],
  }));
  const accumulate = () => metric.accumulate!(settings);
  const comparedFigures = metric.comparedFigures ?? [];
  return timed(name, () => testCorpus(pairs, { accumulate, comparedFigures }, effort)?.draws);
}

function timed(name: string, test: () => number | undefined): Row {
  const from = performance.now();
  const draws = test() ?? 0;
  return {
    name: `comparing ${name} over ${cases} cases`,
    value: (performance.now() - from) / 1000,
    unit: 's',
    goal: atMost(10),
    note: `${draws} draws`,
  };
}
