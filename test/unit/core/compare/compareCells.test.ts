import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compareCells } from '#core/compare/compareCells.ts';
import { baselineCell } from '#support/results.ts';

const failed = { passed: 0, scores: { right: { n: 1, mean: 0 } } };

describe('comparing cells', () => {
  it('pairs cases by variant and model, and names what changed', () => {
    const before = [
      baselineCell({ caseId: 'a' }),
      baselineCell({ caseId: 'b', ...failed }),
      baselineCell({ caseId: 'c', scores: { close: { n: 1, mean: 0.5 } } }),
      baselineCell({ caseId: 'd' }),
      baselineCell({ caseId: 'e' }),
      baselineCell({ caseId: 'f', model: 'mock/large' }),
    ];
    const after = [
      baselineCell({ caseId: 'a', ...failed }),
      baselineCell({ caseId: 'b' }),
      baselineCell({ caseId: 'c', scores: { close: { n: 1, mean: 0.75 } } }),
      baselineCell({ caseId: 'd' }),
      baselineCell({ caseId: 'f' }),
    ];
    const { pairs, candidates } = compareCells(before, after);
    assert.deepEqual(
      pairs.map(({ model, caseId, change }) => `${model} ${caseId} ${change}`),
      [
        'mock/large f only-before',
        'mock/small a to-failed',
        'mock/small b to-passed',
        'mock/small c moved',
        'mock/small d unchanged',
        'mock/small e only-before',
        'mock/small f only-after',
      ],
    );
    assert.deepEqual(pairs[3]?.moves, [
      { evaluator: 'close', before: { n: 1, mean: 0.5 }, after: { n: 1, mean: 0.75 } },
    ]);
    assert.deepEqual(candidates[1], {
      variant: 'base',
      model: 'mock/small',
      counts: {
        'to-failed': 1,
        'to-passed': 1,
        moved: 1,
        unchanged: 1,
        'only-before': 1,
        'only-after': 1,
      },
      judged: 4,
      passedBefore: 3,
      passedAfter: 3,
    });
  });

  it('takes a case as passed only where every repetition with a verdict did', () => {
    const scores = {};
    const before = baselineCell({ n: 5, judged: 5, passed: 5, scores });
    const once = compareCells([before], [baselineCell({ n: 5, judged: 5, passed: 4, scores })]);
    assert.equal(once.pairs[0]?.change, 'to-failed');
    const less = compareCells(
      [baselineCell({ n: 5, judged: 5, passed: 4, scores })],
      [baselineCell({ n: 5, judged: 5, passed: 1, scores })],
    );
    assert.equal(less.pairs[0]?.change, 'moved');
  });

  it('calls the same share over another number of repetitions unchanged', () => {
    const scores = { close: { n: 3, mean: 0.5 } };
    const { pairs } = compareCells(
      [baselineCell({ n: 3, judged: 3, passed: 1, scores })],
      [baselineCell({ n: 6, judged: 6, passed: 2, scores: { close: { n: 6, mean: 0.5 } } })],
    );
    assert.equal(pairs[0]?.change, 'unchanged');
  });

  it('does not take a verdict that is gone for a flip', () => {
    const scores = {};
    const { pairs, candidates } = compareCells(
      [baselineCell({ scores })],
      [baselineCell({ judged: 0, passed: 0, scores })],
    );
    assert.equal(pairs[0]?.change, 'moved');
    assert.equal(candidates[0]?.judged, 0);
  });

  it('counts every pair once', () => {
    const cell = fc
      .record({
        caseId: fc.string({ maxLength: 2 }),
        model: fc.constantFrom('m', 'n'),
        n: fc.integer({ min: 1, max: 3 }),
        passed: fc.integer({ min: 0, max: 3 }),
      })
      .map((one) => baselineCell({ ...one, judged: one.n, passed: Math.min(one.n, one.passed) }));
    const cells = fc.uniqueArray(cell, { selector: (one) => `${one.model} ${one.caseId}` });
    fc.assert(
      fc.property(cells, cells, (before, after) => {
        const { pairs, candidates } = compareCells(before, after);
        const counted = candidates.flatMap(({ counts }) => Object.values(counts));
        assert.equal(
          counted.reduce((sum, one) => sum + one, 0),
          pairs.length,
        );
        assert.equal(pairs.filter((one) => one.before !== undefined).length, before.length);
        assert.equal(pairs.filter((one) => one.after !== undefined).length, after.length);
        const self = compareCells(before, before);
        assert.ok(self.pairs.every((one) => one.change === 'unchanged'));
      }),
    );
  });
});
