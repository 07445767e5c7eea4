import assert from 'node:assert/strict';
import { leaderSentence } from '#webview/parts/chart/leader.ts';

const words = {
  one: 'passes most',
  several: 'models pass most, alike',
  none: 'No model passed anything',
};

describe('who leads a chart', () => {
  it('is the one with the greatest share', () => {
    assert.equal(
      leaderSentence(
        [
          { name: 'small', share: 0.5 },
          { name: 'large', share: 2 / 3 },
        ],
        words,
      ),
      'large passes most (66.7 %)',
    );
  });

  it('is nobody where nobody has anything', () => {
    assert.equal(
      leaderSentence(
        [
          { name: 'small', share: 0 },
          { name: 'large', share: 0 },
        ],
        words,
      ),
      'No model passed anything',
    );
  });

  it('is nobody alone where several have as much', () => {
    assert.equal(
      leaderSentence(
        [
          { name: 'a', share: 1 },
          { name: 'b', share: 1 },
          { name: 'c', share: 0.5 },
        ],
        words,
      ),
      '2 models pass most, alike (100.0 %)',
    );
  });
});
