/** Pearson's correlation, −1 to 1. `undefined` for fewer than two pairs, and where one side never varies. */
export function pearson(pairs: readonly (readonly [number, number])[]): number | undefined {
  const mean = (side: 0 | 1): number =>
    pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let product = 0;
  let squaresX = 0;
  let squaresY = 0;
  for (const [x, y] of pairs) {
    product += (x - meanX) * (y - meanY);
    squaresX += (x - meanX) ** 2;
    squaresY += (y - meanY) ** 2;
  }
  const size = Math.sqrt(squaresX * squaresY);
  return size > 0 && Number.isFinite(size) ? Math.max(-1, Math.min(1, product / size)) : undefined;
}
