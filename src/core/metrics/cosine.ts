/**
 * The cosine of the angle between two vectors, −1 to 1. A text where it is not defined: two lengths, as two models give,
 * or a vector without a direction.
 */
export function cosine(one: Float32Array, other: Float32Array): number | string {
  if (one.length !== other.length) {
    return `the vectors have ${one.length} and ${other.length} numbers, so they are not of one model`;
  }
  let product = 0;
  let oneSquares = 0;
  let otherSquares = 0;
  for (const [place, a] of one.entries()) {
    const b = other[place] ?? 0;
    product += a * b;
    oneSquares += a * a;
    otherSquares += b * b;
  }
  // One root, so that a vector and itself give exactly 1; floats of 32 bits cannot overflow it.
  const size = Math.sqrt(oneSquares * otherSquares);
  if (!(size > 0) || !Number.isFinite(size)) return 'a vector of zeros has no direction';
  return Math.min(1, Math.max(-1, product / size));
}
