import assert from 'node:assert/strict';
import type { JsonValue } from '#base/json.ts';
import { compareSides } from '#core/compare/compareSides.ts';
import { corpusRecount, type CorpusPair } from '#core/compare/corpusRecount.ts';
import { testCorpus } from '#core/compare/testCorpus.ts';
import { bleu } from '#core/metrics/bleu.ts';
import { chrf } from '#core/metrics/chrf.ts';
import { label } from '#core/metrics/label.ts';
import type { CorpusAccumulator, Metric } from '#core/metrics/metric.ts';
import { ter } from '#core/metrics/ter.ts';
import { changesOf, evaluatorFacts, sidePrompt } from '#support/comparing.ts';
import { baselineCell } from '#support/results.ts';
import { evidence } from '#support/evidence.ts';
import { seeded } from '#support/seeded.ts';

const labels = {
  labels: ['bug', 'billing', 'other'],
  ignoreCase: true,
  from: 'reply',
  ordered: false,
};
const accumulateLabels = (): CorpusAccumulator => label.accumulate!(labels);
const effort = { draws: 1000, leastDraws: 0 };

const said = (expected: string, predicted: string | null): JsonValue => ({ expected, predicted });

/** Right before, wrong after, so many times; the rest is right on both sides. */
function worse(turning: number, of: number): CorpusPair[] {
  return Array.from({ length: of }, (_, place) => {
    const expected = labels.labels[place % 3]!;
    return {
      before: [said(expected, expected)],
      after: [said(expected, place < turning ? null : expected)],
    };
  });
}

function withoutSums(inner: CorpusAccumulator): CorpusAccumulator {
  return { add: (statistic) => inner.add(statistic), result: () => inner.result() };
}

const texts = [
  'the cat sat on the mat',
  'a dog ran after it',
  'the mat was red',
  'it sat',
  'dogs ran',
];

describe('computing a corpus value anew', () => {
  for (const metric of [bleu, chrf, ter] as unknown as readonly Metric[]) {
    it(`gives the same for ${metric.kind} from its sums as from its statistics`, () => {
      const settings = metric.settings.parse({});
      const random = seeded(7);
      const statistic = (text: string): JsonValue => {
        const reply = text
          .split(' ')
          .map((word) => (random() < 0.7 ? word : 'or'))
          .join(' ');
        const given = evidence(reply, { expected: text });
        const measured = metric.measure(given, settings, undefined as never);
        assert.ok('statistic' in measured && measured.statistic !== undefined);
        return measured.statistic;
      };
      const pairs = texts.map((text) => ({
        before: [statistic(text), statistic(text)],
        after: [statistic(text)],
      }));
      const withSums = (): CorpusAccumulator => metric.accumulate!(settings);
      const bare = (): CorpusAccumulator => withoutSums(withSums());
      const quick = corpusRecount(pairs, withSums);
      const slow = corpusRecount(pairs, bare);
      for (const cases of [
        [0, 0, 0, 0, 0],
        [1, 0, 1, 1, 0],
        [1, 1, 1, 1, 1],
      ]) {
        const one = quick.swapped(Uint8Array.from(cases));
        const other = slow.swapped(Uint8Array.from(cases));
        assert.deepEqual(
          [one.before.value, one.after.value],
          [other.before.value, other.after.value],
        );
      }
      for (const cases of [
        [0, 1, 2, 3, 4],
        [3, 3, 3, 0, 1],
        [2, 2, 2, 2, 2],
      ]) {
        const one = quick.drawn(Int32Array.from(cases));
        const other = slow.drawn(Int32Array.from(cases));
        assert.deepEqual(
          [one.before.value, one.after.value],
          [other.before.value, other.after.value],
        );
      }
    });
  }

  it('gives every figure of labels from their sums', () => {
    const pairs = worse(3, 9);
    const bare = (): CorpusAccumulator => withoutSums(accumulateLabels());
    const swaps = Uint8Array.from([1, 0, 0, 1, 0, 0, 0, 0, 1]);
    assert.deepEqual(
      corpusRecount(pairs, accumulateLabels).swapped(swaps),
      corpusRecount(pairs, bare).swapped(swaps),
    );
  });
});

describe('testing a corpus value', () => {
  const metric = { accumulate: accumulateLabels, comparedFigures: ['macro-f1', 'kappa'] };

  it('counts all ways of swapping few cases', () => {
    const tested = testCorpus(worse(6, 8), metric, effort);
    // Accuracy moves by 1/8 with each of the six: only two of 64 ways give as much.
    assert.equal(tested?.p, 2 / 64);
    assert.equal(tested?.draws, undefined);
    assert.deepEqual([tested?.before, tested?.after], [1, 0.25]);
  });

  it('tells what further figures do on the same draws', () => {
    const figures = testCorpus(worse(6, 8), metric, effort)?.figures ?? [];
    assert.deepEqual(
      figures.map(({ name, before, p }) => [name, before, p]),
      [
        ['macro-f1', 1, 2 / 64],
        ['kappa', 1, 2 / 64],
      ],
    );
    assert.ok(figures.every(({ difference, interval }) => (interval?.low ?? 0) < difference));
  });

  it('draws where there are many cases, the same each time', () => {
    const once = testCorpus(worse(6, 40), metric, effort);
    assert.equal(once?.draws, 1000);
    // 2 of 64 of the ways to swap the six cases that changed.
    assert.ok(Math.abs((once?.p ?? 1) - 2 / 64) < 0.02, String(once?.p));
    const again = testCorpus(worse(6, 40), metric, effort);
    assert.deepEqual({ ...again, smallest: 0 }, { ...once, smallest: 0 });
  });

  it('fills a missing repetition with the worst statistic there is', () => {
    const pairs: CorpusPair[] = worse(6, 8).map(({ before, after }) => ({
      before: [...before, ...before],
      after,
    }));
    const tested = testCorpus(pairs, metric, effort);
    // A right reply stands in for each: 2 + 2 of 16 and 6 more are right, instead of 2 of 8.
    assert.deepEqual(tested?.worstCase, { missing: 8, difference: 10 / 16 - 1, p: 2 / 64 });
  });
});

const cell = (place: number, right: boolean, keeps = true) =>
  baselineCell({
    caseId: `c${place}`,
    passed: right ? 1 : 0,
    scores: {
      queue: {
        n: 1,
        mean: right ? 1 : 0,
        ...(keeps ? { statistics: [said('bug', right ? 'bug' : 'other')] } : {}),
      },
    },
  });
const eight = [0, 1, 2, 3, 4, 5, 6, 7];

describe('a corpus metric of two sides', () => {
  const facts = evaluatorFacts({
    name: 'queue',
    kind: 'label',
    level: 'corpus',
    comparedFigures: ['kappa'],
    accumulate: accumulateLabels,
  });

  it('says that no statistics were kept instead of a number', async () => {
    const before = sidePrompt(
      eight.map((place) => cell(place, true, false)),
      [facts],
    );
    const after = sidePrompt(
      eight.map((place) => cell(place, false)),
      [facts],
    );
    const { prompts } = await compareSides([{ before, after }]);
    assert.deepEqual(prompts[0]?.candidates[0]?.measures[1], {
      evaluator: 'queue',
      why: 'no-statistics',
    });
  });

  it('leaves out the cases without statistics, and counts them', async () => {
    const before = sidePrompt(
      eight.map((place) => cell(place, true, place > 0)),
      [facts],
    );
    const after = sidePrompt(
      eight.map((place) => cell(place, false)),
      [facts],
    );
    const { prompts } = await compareSides([{ before, after }]);
    const { queue } = changesOf(prompts[0]!);
    assert.deepEqual([queue?.n, queue?.withoutStatistics, queue?.verdict], [7, 1, 'regressed']);
  });

  it('counts once where it is the share of passes, and keeps its figures', async () => {
    const before = sidePrompt(
      eight.map((place) => cell(place, true)),
      [facts],
    );
    const after = sidePrompt(
      eight.map((place) => cell(place, place < 1)),
      [facts],
    );
    const { prompts, counted } = await compareSides([{ before, after }]);
    const { queue } = changesOf(prompts[0]!);
    assert.equal(counted, 1);
    assert.deepEqual([queue?.sameAsVerdict, queue?.test, queue?.p], [true, 'mcnemar', 2 / 128]);
  });
});
