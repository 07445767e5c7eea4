import assert from 'node:assert/strict';
import { CaseIds } from '#core/datasets/caseIds.ts';

describe('CaseIds', () => {
  it('gives the place that took an id first', () => {
    const ids = new CaseIds();
    assert.equal(ids.take('a', 'one.csv', 2), undefined);
    assert.equal(ids.take('b', 'two.csv', 7), undefined);
    assert.deepEqual(ids.take('a', 'two.csv', 8), { file: 'one.csv', line: 2 });
    assert.deepEqual(ids.take('b', 'two.csv', 9), { file: 'two.csv', line: 7 });
  });

  it('numbers an id that is taken, and passes numbers that somebody wrote', () => {
    const ids = new CaseIds();
    ids.take('x-3', 'f', 1);
    assert.equal(ids.takeNumbered('x', 'f', 2), 'x');
    assert.equal(ids.takeNumbered('x', 'f', 3), 'x-2');
    assert.equal(ids.takeNumbered('x', 'f', 4), 'x-4');
    assert.equal(ids.takeNumbered('x', 'f', 5), 'x-5');
    assert.deepEqual(ids.take('x-4', 'f', 6), { file: 'f', line: 4 });
  });

  it('keeps 200,000 ids apart, and numbers 50,000 copies, in less than a second and 12 MB', () => {
    const ids = new CaseIds();
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    for (let line = 1; line <= 200_000; line += 1)
      assert.equal(ids.take(`case-${String(line)}`, 'f', line), undefined);
    for (let line = 1; line <= 50_000; line += 1) ids.takeNumbered('copy', 'f', line);
    assert.equal(ids.takeNumbered('copy', 'f', 1), 'copy-50001');
    assert.deepEqual(ids.take('case-131072', 'f', 1), { file: 'f', line: 131_072 });
    assert.ok(performance.now() - start < 10_000);
    assert.ok(process.memoryUsage().arrayBuffers - before < 24_000_000);
  });
});
