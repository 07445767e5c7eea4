import assert from 'node:assert/strict';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { rowProblems } from '#core/authoring/rowProblems.ts';
import { outlined, readPrompt } from '#support/authoring.ts';

const prompt = readPrompt('messages:\n  - { role: user, content: "{{a}} {{tickt}}" }');

function brief(cases: readonly OutlinedCase[]): string[] {
  return rowProblems(prompt, cases).map(
    ({ code, file, range: { start }, suggestion }) =>
      `${file}:${start.line}:${start.column} ${code} ${suggestion ?? ''}`,
  );
}

describe('rowProblems', () => {
  it('points at the rows that leave a placeholder empty', () => {
    const cases = [
      outlined({ a: 1, tickt: 1 }, 'd.csv', 2),
      outlined({ tickt: 1 }, 'd.csv', 3),
      outlined({ tickt: 1 }),
    ];
    assert.deepEqual(brief(cases), ['d.csv:3:1 variable-missing ']);
  });

  it('points at a placeholder that no case fills, and guesses what was meant', () => {
    const cases = [outlined({ a: 1, ticket: 1 }, 'd.csv', 2), outlined({ a: 1 }, 'd.csv', 3)];
    assert.deepEqual(brief(cases), ['p/a.prompt.yml:2:35 variable-missing ticket']);
  });

  it('leaves the cases beside the prompt to lint', () => {
    assert.deepEqual(brief([outlined({ b: 1 })]), []);
  });

  it('stops at 50', () => {
    const cases = Array.from({ length: 80 }, (_, at) => outlined({ tickt: 1 }, 'd.csv', at + 2));
    assert.equal(rowProblems(prompt, [...cases, outlined({ a: 1 }, 'd.csv', 90)]).length, 50);
  });
});
