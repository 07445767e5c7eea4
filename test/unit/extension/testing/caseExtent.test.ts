import assert from 'node:assert/strict';
import { lastLineOfCase } from '#extension/testing/caseExtent.ts';

const lines = ['testData:', '  - id: a', '    expected: b', '', '# More.', 'datasets:'];

describe('the extent of a case', () => {
  it('ends before the blank lines and comments below it', () => {
    assert.equal(lastLineOfCase(lines, 2, 5), 3);
  });

  it('is at least its first line, and never beyond the text', () => {
    assert.equal(lastLineOfCase(['- a', '', ''], 1, 3), 1);
    assert.equal(lastLineOfCase(lines, 2, 99), 6);
    assert.equal(lastLineOfCase([], 4, 9), 4);
  });
});
