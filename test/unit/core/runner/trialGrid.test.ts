import assert from 'node:assert/strict';
import { trialGrid } from '#core/runner/trialGrid.ts';

describe('trial grid', () => {
  const grid = trialGrid(
    [
      { cases: 3, repeats: 2 },
      { cases: 2, repeats: 1 },
    ],
    [{ prompt: 0 }, { prompt: 1 }, { prompt: 0 }],
  );

  it('counts every case, candidate and repetition once', () => {
    const numbers = new Set<number>();
    for (const [candidate, cases, repeats] of [
      [0, 3, 2],
      [1, 2, 1],
      [2, 3, 2],
    ] as const) {
      for (let index = 0; index < cases; index += 1) {
        for (let repeat = 0; repeat < repeats; repeat += 1) {
          numbers.add(grid.number(candidate, index, repeat));
        }
      }
    }
    assert.equal(grid.total, 14);
    assert.deepEqual(
      [...numbers].toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    );
  });

  it('knows how many trials each candidate has', () => {
    assert.deepEqual([grid.planned(0), grid.planned(1), grid.planned(2)], [6, 2, 6]);
  });
});
