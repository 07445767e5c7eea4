/** Numbers in [0, 1), and whole numbers from 0 to below `size`. */
export interface Random {
  next(): number;
  below(size: number): number;
}

/**
 * mulberry32 (Tommy Ettinger, public domain): 32 bits of state, a period of 2³². The same seed gives
 * the same numbers everywhere. Good for resampling, worthless for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return { next, below: (size) => Math.floor(next() * size) };
}
