import assert from 'node:assert/strict';
import type { EvalCase } from '#protocol/case.ts';
import { fileStart } from '#protocol/problem.ts';
import { promptCost } from '#core/authoring/promptCost.ts';
import type { CountTokens } from '#core/tokens/countTokens.ts';

const letters: CountTokens = (text) => ({ tokens: text.length, isEstimate: false });
const variant = {
  name: 'base',
  messages: [{ role: 'user', content: '{{x}}', range: fileStart }],
  parameters: { maxTokens: 10 },
  range: fileStart,
} as const;
const entry = {
  id: 'a/b',
  status: 'approved',
  provider: 'a',
  name: 'b',
  price: { input: 1_000_000, output: 0 },
  context: 100,
} as const;

function caseOf(x: string): EvalCase {
  return { id: x, values: { x }, tags: [], source: { file: 'a', line: 1 } };
}

describe('what a prompt costs', () => {
  it('is told for the case and for all of them, repetitions too', () => {
    const cases = [caseOf('a'), caseOf('abc')];
    const cost = promptCost(variant, cases[1], cases, 5, entry, letters);
    assert.deepEqual(cost, {
      input: { tokens: 10, isEstimate: false },
      mostOutput: 10,
      contextShare: 0.2,
      mostUsd: 10,
      allMostUsd: (8 + 10) * 5,
      isSample: false,
    });
  });

  it('takes the first cases of many for all', () => {
    const cases = Array.from({ length: 1_000 }, (_, at) => caseOf(at < 200 ? 'a' : 'abcdef'));
    const cost = promptCost(variant, undefined, cases, 1, entry, letters);
    assert.equal(cost.isSample, true);
    assert.equal(cost.allMostUsd, 8_000);
  });

  it('is unknown without a price', () => {
    const { price: _price, ...unpriced } = entry;
    assert.equal(promptCost(variant, undefined, [], 1, unpriced, letters).mostUsd, undefined);
  });
});
