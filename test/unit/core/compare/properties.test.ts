import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cellsOfResults } from '#core/compare/cells.ts';
import { compareSides } from '#core/compare/compareSides.ts';
import { label } from '#core/metrics/label.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import type { Measure } from '#protocol/comparison.ts';
import { evaluatorFacts, sidePrompt } from '#support/comparing.ts';
import { trialResult } from '#support/results.ts';
import { runManifest } from '#support/summaries.ts';

const settings = { labels: ['a', 'b'], ignoreCase: true, from: 'reply', ordered: false };
const evaluators = [
  evaluatorFacts(),
  evaluatorFacts({ name: 'words', better: 'lower', range: [0, Infinity] }),
  evaluatorFacts({
    name: 'queue',
    level: 'corpus',
    comparedFigures: ['kappa'],
    accumulate: () => label.accumulate!(settings),
  }),
];

interface Trial {
  readonly caseId: string;
  readonly pass: boolean | undefined;
  readonly close: number;
  readonly words: number;
  readonly predicted: string | null;
}

const trial: fc.Arbitrary<Trial> = fc.record({
  caseId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'),
  pass: fc.option(fc.boolean(), { nil: undefined }),
  close: fc.constantFrom(0, 0.25, 0.3, 1),
  words: fc.integer({ min: 0, max: 40 }),
  predicted: fc.constantFrom('a', 'b', null),
});
const trials = fc.array(trial, { maxLength: 40 });

function cellsOf(list: readonly Trial[]): readonly BaselineCell[] {
  const results = list.map(({ caseId, pass, close, words, predicted }) => {
    const result = trialResult({
      caseId,
      scores: [
        { evaluator: 'close', score: { outcome: 'scored', value: close } },
        { evaluator: 'words', score: { outcome: 'scored', value: words } },
        {
          evaluator: 'queue',
          score: { outcome: 'scored', value: predicted === 'a' ? 1 : 0 },
          statistic: { expected: 'a', predicted },
        },
      ],
    });
    const { pass: _pass, ...rest } = result;
    return pass === undefined ? rest : { ...rest, pass };
  });
  const candidates = [{ prompt: 0, variant: 'base', model: 'mock/small' }];
  return cellsOfResults(results, runManifest({ candidates }))[0]?.cells ?? [];
}

async function compared(before: readonly BaselineCell[], after: readonly BaselineCell[]) {
  const sides = { before: sidePrompt(before, evaluators), after: sidePrompt(after, evaluators) };
  return compareSides([sides], { draws: 200 });
}

const measures = ({ prompts }: Awaited<ReturnType<typeof compared>>): readonly Measure[] =>
  prompts[0]?.candidates[0]?.measures ?? [];

const turned: Readonly<Record<string, string>> = {
  improved: 'regressed',
  regressed: 'improved',
  'no evidence': 'no evidence',
  'too few cases': 'too few cases',
  'only-before': 'only-after',
  'only-after': 'only-before',
};

const word = (measure: Measure): string => ('why' in measure ? measure.why : measure.verdict);

const shuffled = (list: fc.Arbitrary<Trial[]>) =>
  list.chain((items) =>
    fc.tuple(
      fc.constant(items),
      fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
    ),
  );

describe('a comparison', () => {
  it('turns over where its sides are swapped', async () => {
    await fc.assert(
      fc.asyncProperty(trials, trials, async (one, other) => {
        const there = measures(await compared(cellsOf(one), cellsOf(other)));
        const back = measures(await compared(cellsOf(other), cellsOf(one)));
        assert.deepEqual(
          back.map(word),
          there.map((measure) => turned[word(measure)] ?? word(measure)),
        );
        for (const [place, measure] of there.entries()) {
          const mirrored = back[place]!;
          if ('why' in measure || 'why' in mirrored) continue;
          assert.ok(Math.abs(measure.difference + mirrored.difference) < 1e-9);
          assert.ok(Math.abs(measure.p - mirrored.p) < 1e-9, `${measure.p} ${mirrored.p}`);
          assert.ok(
            Math.abs((measure.interval?.low ?? 0) + (mirrored.interval?.high ?? 0)) < 1e-9 ||
              measure.test === 'mcnemar',
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not change by cases that only one side has', async () => {
    await fc.assert(
      fc.asyncProperty(trials, trials, trials, async (one, other, more) => {
        const before = cellsOf(one);
        const extra = cellsOf(more).map((cell) => ({ ...cell, caseId: `extra ${cell.caseId}` }));
        const after = cellsOf(other);
        // Without a case on both sides there is nothing that the cases of one side could be compared with.
        fc.pre(before.some(({ caseId }) => after.some((cell) => cell.caseId === caseId)));
        const plain = await compared(before, after);
        const wider = await compared([...before, ...extra], after);
        assert.deepEqual(measures(wider), measures(plain));
        assert.deepEqual(wider.counted, plain.counted);
        const narrow = plain.prompts[0]?.candidates[0]?.onlyBefore ?? [];
        assert.equal(
          wider.prompts[0]?.candidates[0]?.onlyBefore.length,
          narrow.length + extra.length,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is the same to the byte in whatever order the trials came', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled(trials), shuffled(trials), async ([a, b], [c, d]) => {
        const one = await compared(cellsOf(a), cellsOf(c));
        const other = await compared(cellsOf(b).toReversed(), cellsOf(d).toReversed());
        assert.equal(JSON.stringify(one), JSON.stringify(other));
      }),
      { numRuns: 60 },
    );
  });

  it('finds no change between a side and itself', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (one) => {
        const { regressed, ...rest } = await compared(cellsOf(one), cellsOf(one));
        assert.equal(regressed, false);
        for (const measure of measures({ regressed, ...rest })) {
          if ('why' in measure) continue;
          assert.deepEqual([measure.difference, measure.p], [0, 1]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
