import assert from 'node:assert/strict';
import { candidateIn } from '#webview/parts/words.ts';

describe('the words of the page', () => {
  it('find a candidate by its number in the run, wherever it stands in the view', () => {
    const candidates = [
      { candidate: 2, model: 'a' },
      { candidate: 3, model: 'b' },
    ];
    assert.equal(candidateIn({ candidates }, 3)?.model, 'b');
    assert.equal(candidateIn({ candidates }, 0), undefined);
  });
});
