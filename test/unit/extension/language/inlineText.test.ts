import assert from 'node:assert/strict';
import { inlineText } from '#extension/language/inlineText.ts';
import { caseResult } from '#support/caseResults.ts';
import { trialResult } from '#support/results.ts';

function replied(text: string, more: { latencyMs?: number; costUsd?: number } = {}) {
  return [trialResult({ reply: { text, ending: 'stop', ...more } })];
}

describe('the text at the end of a case’s line', () => {
  it('says outcome, reply, time and cost of a single trial', () => {
    const trials = replied('billing', { latencyMs: 412, costUsd: 0.0031 });
    assert.deepEqual(inlineText([caseResult({ trials })]), {
      outcome: 'passed',
      text: '✓ passed · “billing” · 412 ms · $0.0031',
    });
  });

  it('is nothing without a result', () => {
    assert.equal(inlineText([]), undefined);
  });

  it('tells outcomes apart by a sign of their own', () => {
    const outcomes = ['passed', 'failed', 'error', 'not-scored', 'running'] as const;
    assert.deepEqual(
      outcomes.map((outcome) => inlineText([caseResult({ outcome })])?.text[0]),
      ['✓', '✗', '⚠', '?', '…'],
    );
  });

  it('shows no reply that stands for several that differ, and none while it runs', () => {
    const two = [caseResult({ trials: replied('a') }), caseResult({ trials: replied('b') })];
    assert.deepEqual(inlineText(two)?.text, '✓ passed');
    const running = caseResult({ outcome: 'running', trials: replied('old') });
    assert.equal(inlineText([running])?.text, '… running');
  });

  it('is one plain line of bounded length, whatever the reply', () => {
    const text = inlineText([
      caseResult({ trials: replied(`a\n\u202Eb\u001b[31m${'x'.repeat(500)}`) }),
    ])?.text;
    assert.match(text ?? '', /^✓ passed · “a b/);
    assert.ok((text ?? '').length < 90);
    assert.doesNotMatch(text ?? '', /[\n\u202E]|\[31m/);
  });

  it('says that a result is stale', () => {
    assert.match(inlineText([caseResult({ isStale: true })])?.text ?? '', /passed · stale/);
  });
});
