import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cellsOfResults } from '#core/compare/cells.ts';
import { scored, trialResult, withoutPass } from '#support/results.ts';
import { runManifest } from '#support/summaries.ts';

const manifest = runManifest({
  prompts: [
    { file: 'a.prompt.yml', name: 'a', sha256: '', text: '', cases: 2, repeats: 1 },
    { file: 'b.prompt.yml', name: 'b', sha256: '', text: '', cases: 1, repeats: 2 },
  ],
  candidates: [
    { prompt: 0, variant: 'base', model: 'mock/small' },
    { prompt: 1, variant: 'base', model: 'mock/small' },
  ],
});

const said = (predicted: string | null) => ({ expected: 'bug', predicted });

describe('cells of results', () => {
  it('are made for each prompt, repetitions of a case in one cell', () => {
    const results = [
      trialResult({ caseId: 'one' }),
      trialResult({ candidate: 1, caseId: 'one', scores: [scored('close', 0.25)], pass: false }),
      trialResult({ candidate: 1, caseId: 'one', scores: [scored('close', 0.5)] }),
    ];
    assert.deepEqual(cellsOfResults(results, manifest), [
      {
        file: 'a.prompt.yml',
        cells: [
          {
            variant: 'base',
            model: 'mock/small',
            caseId: 'one',
            n: 1,
            judged: 1,
            passed: 1,
            scores: { right: { n: 1, mean: 1 } },
          },
        ],
        leftOut: [{ reason: 'not-run', trials: 1 }],
      },
      {
        file: 'b.prompt.yml',
        cells: [
          {
            variant: 'base',
            model: 'mock/small',
            caseId: 'one',
            n: 2,
            judged: 2,
            passed: 1,
            scores: { close: { n: 2, mean: 0.375 } },
          },
        ],
        leftOut: [],
      },
    ]);
  });

  it('come from no error, no cancelled and no unknown trial, and from no reply without a score', () => {
    const broken = { evaluator: 'right', score: { outcome: 'failed', why: 'no judge' } } as const;
    const results = (['error', 'cancelled', 'unknown', 'budget-reached'] as const).map((state) =>
      trialResult({ state, caseId: state }),
    );
    results.push(withoutPass(trialResult({ caseId: 'broken', scores: [broken] })));
    const [cells] = cellsOfResults(results, manifest);
    assert.deepEqual(cells?.cells, []);
    assert.deepEqual(cells?.leftOut, [
      { reason: 'error', trials: 1 },
      { reason: 'cancelled', trials: 1 },
      { reason: 'unknown', trials: 1 },
      { reason: 'budget-reached', trials: 1 },
      { reason: 'not-scored', trials: 1 },
    ]);
  });

  it('hold a case that is only measured, without a verdict', () => {
    const measured = withoutPass(trialResult({ scores: [scored('words', 12)] }));
    assert.deepEqual(cellsOfResults([measured], manifest)[0]?.cells, [
      {
        variant: 'base',
        model: 'mock/small',
        caseId: 'refund',
        n: 1,
        judged: 0,
        passed: 0,
        scores: { words: { n: 1, mean: 12 } },
      },
    ]);
  });

  it('keep a score under whatever name an evaluator has', () => {
    const odd = trialResult({ scores: [scored('__proto__', 0.5, true)] });
    const scores = cellsOfResults([odd], manifest)[0]?.cells[0]?.scores ?? {};
    assert.deepEqual(Object.entries(scores), [['__proto__', { n: 1, mean: 0.5 }]]);
  });

  it('keep the statistics of corpus metrics, unless one is missing', () => {
    const results = ['bug', null].map((predicted) =>
      trialResult({
        candidate: 1,
        scores: [{ ...scored('queue', 0), statistic: said(predicted) }, scored('close', 0.5)],
      }),
    );
    const scoresOf = (list: typeof results) => cellsOfResults(list, manifest)[1]?.cells[0]?.scores;
    const scores = {
      queue: { n: 2, mean: 0, statistics: [said('bug'), said(null)] },
      close: { n: 2, mean: 0.5 },
    };
    assert.deepEqual(scoresOf(results), scores);
    assert.deepEqual(scoresOf(results.toReversed()), scores);
    const bare = trialResult({ candidate: 1, scores: [scored('queue', 0)] });
    assert.deepEqual(scoresOf([...results, bare])?.['queue'], { n: 3, mean: 0 });
  });

  it('are the same in whatever order the results came', () => {
    const result = fc.record({
      caseId: fc.constantFrom('one', 'two', 'three'),
      value: fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
      pass: fc.boolean(),
    });
    const shuffled = fc
      .array(result, { maxLength: 30 })
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const cells = (list: typeof one) =>
          cellsOfResults(
            list.map(({ caseId, value, pass }) =>
              trialResult({ caseId, pass, scores: [scored('right', value, pass)] }),
            ),
            manifest,
          );
        assert.deepEqual(cells(one), cells(other));
      }),
    );
  });
});
