import assert from 'node:assert/strict';
import { candidateIn, timeText } from '#webview/parts/words.ts';

describe('the words of the page', () => {
  it('find a candidate by its number in the run, wherever it stands in the view', () => {
    const candidates = [
      { candidate: 2, model: 'a' },
      { candidate: 3, model: 'b' },
    ];
    assert.equal(candidateIn({ candidates }, 3)?.model, 'b');
    assert.equal(candidateIn({ candidates }, 0), undefined);
  });

  it('say a time in the zone of whoever looks, with the year where it is another one', () => {
    const year = new Date().getFullYear();
    assert.equal(timeText(new Date(2019, 8, 3, 9, 5).toISOString()), '3 Sept 2019, 09:05');
    assert.equal(timeText(new Date(year, 10, 18, 14, 2).toISOString()), '18 Nov, 14:02');
    assert.equal(timeText('yesterday'), 'yesterday');
  });
});
