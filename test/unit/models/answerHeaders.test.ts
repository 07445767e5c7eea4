import assert from 'node:assert/strict';
import { assert as check, property, stringMatching } from 'fast-check';
import { readAccountSignals, readAnswerHeaders } from '#core/models/answerHeaders.ts';
import { FakeClock } from '#support/fakeClock.ts';

const clock = new FakeClock();

describe('the headers of an answer', () => {
  const waits: readonly [Record<string, string>, number | undefined][] = [
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '-5' }, -5000],
    [{ 'retry-after': '1e12' }, 1e15],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:59:00 GMT' }, -60_000],
    [{}, undefined],
  ];
  for (const [headers, expected] of waits) {
    it(`say of waiting ${String(expected)} in ${JSON.stringify(headers)}`, () => {
      assert.equal(readAnswerHeaders(new Headers(headers), clock).retryAfterMs, expected);
    });
  }

  it('give the id under either name, and drop the rest', () => {
    assert.deepEqual(readId('x-request-id'), { requestId: 'id-1' });
    assert.deepEqual(readId('request-id'), { requestId: 'id-1' });
  });

  it('are read whatever they hold', () => {
    const text = stringMatching(/^[\x20-\x7e]{0,30}$/u);
    check(
      property(text, text, text, (wait, remaining, reset) => {
        const headers = new Headers({
          'retry-after': wait,
          'x-ratelimit-remaining-requests': remaining,
          'x-ratelimit-reset-requests': reset,
        });
        const { retryAfterMs } = readAnswerHeaders(headers, clock);
        assert.ok(retryAfterMs === undefined || !Number.isNaN(retryAfterMs));
        readAccountSignals(headers, clock);
      }),
    );
  });
});

describe('what an account has left', () => {
  it('is read as OpenAI says it', () => {
    const headers = new Headers({
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
    });
    assert.deepEqual(readAccountSignals(headers, clock), {
      remainingRequests: 59,
      remainingTokens: 149_984,
      resetMs: 360_000,
    });
  });

  it('is read as Anthropic says it: the scarcer kind of token counts', () => {
    const headers = new Headers({
      'anthropic-ratelimit-requests-remaining': '999',
      'anthropic-ratelimit-requests-reset': '2026-11-23T12:00:01Z',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-23T12:00:20Z',
      'anthropic-ratelimit-output-tokens-remaining': '16000',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-23T12:00:40Z',
    });
    assert.deepEqual(readAccountSignals(headers, clock), {
      remainingRequests: 999,
      remainingTokens: 0,
      resetMs: 20_000,
    });
  });

  it('is nothing where the service says nothing', () => {
    assert.equal(readAccountSignals(new Headers({ server: 'x' }), clock), undefined);
  });
});

function readId(name: string): unknown {
  return readAnswerHeaders(
    new Headers({ [name]: 'id-1', 'set-cookie': 'a=b', server: 'x' }),
    clock,
  );
}
