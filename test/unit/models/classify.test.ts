import assert from 'node:assert/strict';
import { classifyAnswer, classifyTransport } from '#core/models/classify.ts';
import type { ModelErrorCode } from '#core/models/modelError.ts';

describe('the classification of an answer', () => {
  const table: readonly [string, number | undefined, unknown, ModelErrorCode][] = [
    [
      'a code before a type',
      429,
      { error: { code: 'credit_balance_exhausted', type: 'requests' } },
      'out-of-credit',
    ],
    ['an old billing code', 429, { error: { code: 'insufficient_quota' } }, 'out-of-credit'],
    [
      'Anthropic’s spend limit, which hides in the details',
      429,
      {
        type: 'error',
        error: {
          type: 'rate_limit_error',
          details: { error_code: 'enforced_spend_limit_reached' },
        },
      },
      'out-of-credit',
    ],
    [
      'Google’s limit, whatever the status',
      503,
      [{ error: { code: 503, status: 'RESOURCE_EXHAUSTED' } }],
      'rate-limited',
    ],
    [
      'Google’s limit for a day',
      429,
      [
        {
          error: {
            code: 429,
            status: 'RESOURCE_EXHAUSTED',
            details: [
              { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] },
            ],
          },
        },
      ],
      'daily-limit',
    ],
    [
      'a gateway that puts the status into the body',
      200,
      { error: { code: 502, message: 'upstream' } },
      'server-error',
    ],
    ['a broad type, by its status', 503, { error: { type: 'server_error' } }, 'overloaded'],
    ['a broad type without a status', undefined, { error: { type: 'api_error' } }, 'server-error'],
    [
      'an event of the Responses API',
      undefined,
      { type: 'error', code: 'rate_limit_exceeded' },
      'rate-limited',
    ],
    [
      'a failed response',
      undefined,
      { status: 'failed', error: { code: 'server_error', message: 'm' } },
      'server-error',
    ],
    ['an error that is only a text', 200, { error: 'overloaded' }, 'bad-reply'],
    ['llama.cpp’s full context', 400, { error: { type: 'exceed_context_size_error' } }, 'too-long'],
    [
      'words about a quota, which decide nothing',
      429,
      { error: { message: 'INSUFFICIENT QUOTA' } },
      'rate-limited',
    ],
    ['no body', 504, undefined, 'server-error'],
    ['a status that nobody knows', 499, undefined, 'bad-request'],
    ['a time-out of the service', 408, undefined, 'conflict'],
    ['a retired model', 410, undefined, 'model-not-found'],
  ];
  for (const [what, status, body, expected] of table) {
    it(`takes ${what} for ${expected}`, () => {
      assert.equal(classifyAnswer(status, body).code, expected);
    });
  }
});

describe('the classification of a broken connection', () => {
  for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']) {
    it(`knows that nothing was sent after ${code}`, () => {
      const { code: found, detail } = classifyTransport(fetchFailed(code));
      assert.deepEqual([found, detail], ['network', { billed: 'no' }]);
    });
  }

  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'Z_BUF_ERROR']) {
    it(`takes the request for perhaps billed after ${code}`, () => {
      const { code: found, detail } = classifyTransport(fetchFailed(code));
      assert.deepEqual([found, detail], ['network', { billed: 'maybe' }]);
    });
  }

  for (const code of [
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ]) {
    it(`does not ask for another try after ${code}`, () => {
      const { code: found, detail } = classifyTransport(fetchFailed(code));
      assert.deepEqual([found, detail], ['network', { billed: 'no', noRetry: true }]);
    });
  }

  it('finds the code inside an aggregate', () => {
    const error = new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })]);
    assert.equal(classifyTransport(error).serviceCode, 'ECONNREFUSED');
  });
});

function fetchFailed(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
