import assert from 'node:assert/strict';
import { dotted, pageAt } from '#extension/views/row.ts';

describe('rows', () => {
  it('shows a short list whole', () => {
    assert.deepEqual(pageAt([1, 2, 3], 0, 3), { items: [1, 2, 3] });
    assert.deepEqual(pageAt([], 0, 3), { items: [] });
  });

  it('shows a long list in pages that grow, and every item once', () => {
    const all = Array.from({ length: 10_000 }, (_, at) => at);
    const shown: number[] = [];
    const sizes: number[] = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const { items, rest }: ReturnType<typeof pageAt<number>> = pageAt(all, from, 50);
      shown.push(...items);
      sizes.push(items.length);
      from = rest?.from;
    }
    assert.deepEqual(shown, all);
    assert.deepEqual(sizes, [50, 150, 600, 2400, 6800]);
  });

  it('joins what says something', () => {
    assert.equal(dotted(['a', undefined, '', 'b']), 'a · b');
  });
});
