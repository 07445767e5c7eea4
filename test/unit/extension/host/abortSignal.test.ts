import { signalOf } from '#extension/host/abortSignal.ts';
import assert from 'node:assert/strict';
import { FakeToken } from '#support/fakeToken.ts';

describe('a signal', () => {
  it('aborts when its token is cancelled, and lets go of it', () => {
    const token = new FakeToken();
    const { signal } = signalOf(token);
    assert.equal(signal.aborted, false);
    token.cancel();
    assert.deepEqual([signal.aborted, token.listeners], [true, 0]);
  });

  it('of a cancelled token is aborted already', () => {
    const token = new FakeToken();
    token.cancel();
    const link = signalOf(token);
    assert.deepEqual([link.signal.aborted, token.listeners], [true, 0]);
    link.dispose();
  });

  it('does not follow its token any more once it is disposed', () => {
    const token = new FakeToken();
    const link = signalOf(token);
    link.dispose();
    token.cancel();
    assert.deepEqual([link.signal.aborted, token.listeners], [false, 0]);
  });

  it('without a token never aborts', () => {
    const link = signalOf(undefined);
    link.dispose();
    assert.equal(link.signal.aborted, false);
  });
});
