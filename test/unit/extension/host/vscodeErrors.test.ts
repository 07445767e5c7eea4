import { ModelError } from '#core/models/modelError.ts';
import { editorFailure } from '#extension/host/vscodeErrors.ts';
import assert from 'node:assert/strict';

function failed(code: string, over: object = {}): Error {
  return Object.assign(new Error('what it \u001b[31msays'), { code, ...over });
}

describe('a failure of a model of VS Code', () => {
  const codes: readonly [string, unknown, string, 'no' | 'maybe'][] = [
    ['no consent', failed('NoPermissions'), 'unauthorized', 'no'],
    ['a model that is gone', failed('NotFound'), 'model-not-found', 'no'],
    ['a block', failed('Blocked'), 'daily-limit', 'no'],
    ['a used-up quota', failed('Unknown', { name: 'ChatQuotaExceeded' }), 'daily-limit', 'no'],
    ['too many requests', failed('Unknown', { name: 'ChatRateLimited' }), 'rate-limited', 'no'],
    [
      'a cause that says more',
      failed('Unknown', { cause: failed('', { name: 'ChatQuotaExceeded' }) }),
      'daily-limit',
      'no',
    ],
    ['a broken connection', failed('', { cause: failed('ECONNRESET') }), 'network', 'maybe'],
    ['anything else', failed('Unknown'), 'server-error', 'maybe'],
    ['no error at all', 'text', 'server-error', 'maybe'],
  ];
  for (const [what, error, code, billed] of codes) {
    it(`is ${code} for ${what}`, () => {
      const failure = editorFailure(error);
      assert.deepEqual([failure.code, failure.billed], [code, billed]);
    });
  }

  it('keeps what the engine said already', () => {
    const error = new ModelError('timeout', 'too late');
    assert.equal(editorFailure(error), error);
  });

  it('is told in one line without control characters', () => {
    assert.equal(
      editorFailure(failed('Blocked')).message,
      'The extension that offers the model blocks it for now: what it  [31msays',
    );
    assert.equal(editorFailure(undefined).message, 'VS Code got no reply from the model.');
  });

  it('is never decided by what its text says', () => {
    assert.equal(editorFailure(new Error('NoPermissions Blocked 429')).code, 'server-error');
  });
});
