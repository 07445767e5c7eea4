/** The standard normal distribution function, to about 1e-15 relative. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const tail = upperTail(Math.abs(z));
  return z > 0 ? 1 - tail : tail;
}

/** P(Z ≥ |z|), for z ≥ 0: a series near the middle, Lentz's continued fraction in the tail (Abramowitz and Stegun 26.2.11, 26.2.14). */
function upperTail(z: number): number {
  if (z > 39) return 0;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let odd = 3; Math.abs(term) > sum * 1e-17; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let step = 160; step >= 1; step -= 1) fraction = z + step / fraction;
  return density / fraction;
}

/** The z below which a share of the standard normal distribution lies. ∓∞ at 0 and 1. */
export function normalQuantile(share: number): number {
  if (!(share >= 0 && share <= 1)) return Number.NaN;
  if (share === 0) return -Infinity;
  if (share === 1) return Infinity;
  if (share === 0.5) return 0;
  const tail = Math.min(share, 1 - share);
  // A start good to three digits (Abramowitz and Stegun 26.2.23), then Halley's steps.
  const t = Math.sqrt(-2 * Math.log(tail));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  const bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = t - top / bottom;
  for (let round = 0; round < 4; round += 1) {
    const error = z >= 0 ? upperTail(z) - tail : 1 - upperTail(-z) - tail;
    const step = (error * Math.sqrt(2 * Math.PI)) / Math.exp((-z * z) / 2);
    z += step / (1 - (z * step) / 2);
  }
  return share < 0.5 ? -z : z;
}
