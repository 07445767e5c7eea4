import { problemCount, showProblems } from '#cli/terminal/problems.ts';
import type { Problem } from '#protocol/problem.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import assert from 'node:assert/strict';

function problem(line: number, change: Partial<Problem> = {}): Problem {
  return {
    code: 'key-unknown',
    severity: 'error',
    file: 'a.prompt.yml',
    range: { start: { line, column: 3 }, end: { line, column: 9 } },
    message: 'The key "modle" is not known.',
    next: 'Write "model".',
    ...change,
  };
}

describe('problems', () => {
  it('are shown errors first, with their place, what is allowed and the next step', () => {
    const { echo, text } = fakeEcho();
    showProblems(echo, [
      problem(9, { severity: 'warning' }),
      problem(4, { allowed: 'model, models' }),
    ]);
    assert.equal(
      text(),
      `a.prompt.yml:4:3  error key-unknown  The key "modle" is not known.
    allowed: model, models
    next: Write "model".
a.prompt.yml:9:3  warning key-unknown  The key "modle" is not known.
    next: Write "model".
1 error, 1 warning
`,
    );
  });

  it('are 50 at most, and the rest is counted', () => {
    const { echo, text } = fakeEcho();
    showProblems(
      echo,
      Array.from({ length: 53 }, (_, place) => problem(place + 1)),
    );
    assert.equal(text().match(/error key-unknown/g)?.length, 50);
    assert.match(text(), /… and 3 more problems\n53 errors\n$/);
  });

  it('cannot forge a line', () => {
    const { echo, text } = fakeEcho();
    showProblems(echo, [problem(1, { message: 'x\n::error::y', file: 'a\nb.yml' })]);
    assert.equal(text().split('\n').length - 1, 3);
    assert.doesNotMatch(text(), /^::/m);
  });

  it('are nothing to show where there are none', () => {
    const { echo, text } = fakeEcho();
    showProblems(echo, []);
    assert.equal(text(), '');
    assert.equal(problemCount([]), 'no problems');
  });
});
