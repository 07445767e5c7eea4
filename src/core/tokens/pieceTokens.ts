import type { Merges } from './merges.ts';

/**
 * How many tokens the bytes of one piece are: the pair of the lowest rank joins first, the leftmost of
 * equals, until none joins. Pairs wait in a heap, so that time grows with n log n; libraries that look
 * through the piece again after each join take minutes for a page of Chinese without a space.
 */
export function pieceTokens(piece: Uint8Array, merges: Merges): number {
  const length = piece.length;
  if (length < 2) return length;
  const token = Int32Array.from(piece, (byte) => merges.byte(byte));
  const next = Int32Array.from(token, (_, index) => (index + 1 < length ? index + 1 : -1));
  const before = Int32Array.from(token, (_, index) => index - 1);
  const heap = new Heap();
  const offer = (at: number): void => {
    const after = next[at] ?? -1;
    if (after < 0) return;
    const rank = merges.join(token[at] ?? 0, token[after] ?? 0);
    if (rank >= 0) heap.push(rank * room + at);
  };
  for (let at = 0; at + 1 < length; at++) offer(at);
  let count = length;
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const at = top % room;
    const rank = (top - at) / room;
    const after = next[at] ?? -1;
    // A pair whose one half has joined another since waits in vain.
    if (token[at] === gone || after < 0) continue;
    if (merges.join(token[at] ?? 0, token[after] ?? 0) !== rank) continue;
    token[at] = rank;
    token[after] = gone;
    const beyond = next[after] ?? -1;
    next[at] = beyond;
    if (beyond >= 0) before[beyond] = at;
    count--;
    offer(at);
    const previous = before[at] ?? -1;
    if (previous >= 0) offer(previous);
  }
  return count;
}

const gone = -1;
/** A rank and a place in one number: places have 32 bits, ranks 21. */
const room = 2 ** 32;

/** Numbers, the least first. */
class Heap {
  private readonly items: number[] = [];

  push(item: number): void {
    const { items } = this;
    let at = items.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = items[up] ?? 0;
      if (above <= item) break;
      items[at] = above;
      at = up;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= items.length) break;
      if (down + 1 < items.length && (items[down + 1] ?? 0) < (items[down] ?? 0)) down++;
      const below = items[down] ?? 0;
      if (below >= last) break;
      items[at] = below;
      at = down;
    }
    items[at] = last;
    return top;
  }
}
