/** Writes `src/core/tokens/o200k.bin` from the ranks that gpt-tokenizer carries: `node tools/o200k.mts`. */
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';

const bytes = ranks.map((token) =>
  (typeof token === 'string' ? Buffer.from(token) : Buffer.from(token)).toString('latin1'),
);
const rankOf = new Map(bytes.map((token, rank) => [token, rank]));

/** The two tokens that are joined last when a token is made of its bytes by the merges of lower ranks. */
function halves(token: string, rank: number): readonly [left: number, right: number] {
  const parts = Array.from(token);
  while (parts.length > 2) {
    let best = rank;
    let at = -1;
    for (const [index, part] of parts.entries()) {
      const joined = rankOf.get(part + (parts[index + 1] ?? '')) ?? rank;
      if (index + 1 < parts.length && joined < best) [best, at] = [joined, index];
    }
    if (at < 0) throw new Error(`The token ${rank} is not a pair of tokens.`);
    parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
  }
  return [rankOf.get(parts[0] ?? '') ?? -1, rankOf.get(parts[1] ?? '') ?? -1];
}

const singles = bytes.slice(0, 256);
if (singles.some((token) => token.length !== 1)) throw new Error('The bytes do not come first.');
const pairs = bytes.slice(256).map((token, index) => halves(token, index + 256));

// Column by column, low bytes first: what is alike stands together, and compresses.
const columns = [0, 1].flatMap((side) =>
  [0, 8, 16].map((shift) => Buffer.from(pairs.map((pair) => ((pair[side] ?? 0) >> shift) & 255))),
);
const plain = Buffer.concat([Buffer.from(singles.join(''), 'latin1'), ...columns]);
const packed = brotliCompressSync(plain, {
  params: {
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  },
});
await writeFile('src/core/tokens/o200k.bin', packed);
