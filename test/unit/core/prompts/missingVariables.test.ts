import assert from 'node:assert/strict';
import { fileStart } from '#protocol/problem.ts';
import { missingVariables } from '#core/prompts/missingVariables.ts';

function variant(...contents: readonly string[]): Parameters<typeof missingVariables>[0][number] {
  return {
    messages: contents.map((content) => ({ role: 'user', content, range: fileStart })),
  };
}

describe('missingVariables', () => {
  it('names once what a row does not fill, over all variants asked for', () => {
    const missing = missingVariables([
      variant('Plain.', '{{a}} {{b}}'),
      variant('{{b}} {{c.d}} {{a}}'),
    ]);
    assert.deepEqual(missing({ a: 1, b: 2, c: { d: 3 } }), []);
    assert.deepEqual(missing({ a: 1 }), ['b', 'c.d']);
    assert.deepEqual(missing({ a: '', b: null, c: {} }), ['c.d']);
  });

  it('looks only at the variants it was given', () => {
    assert.deepEqual(missingVariables([variant('{{a}}')])({ a: 1 }), []);
    assert.deepEqual(missingVariables([])({}), []);
  });
});
