/**
 * The chance that at least one of `k` trials of a case passes, from `passed` of `n`: pass@k =
 * 1 − C(n−c, k) / C(n, k) (Chen et al. 2021), unbiased. `undefined` where k is more than n: nothing
 * is known of it then.
 */
export function passAtK(n: number, passed: number, k: number): number | undefined {
  return isSound(n, passed, k) ? 1 - chooseRatio(n - passed, n, k) : undefined;
}

/** The chance that all of `k` trials of a case pass: pass^k = C(c, k) / C(n, k) (Yao et al. 2024). */
export function passHatK(n: number, passed: number, k: number): number | undefined {
  return isSound(n, passed, k) ? chooseRatio(passed, n, k) : undefined;
}

function isSound(n: number, passed: number, k: number): boolean {
  return [n, passed, k].every(Number.isInteger) && k >= 1 && k <= n && passed >= 0 && passed <= n;
}

/** C(some, k) / C(n, k), factor by factor. */
function chooseRatio(some: number, n: number, k: number): number {
  let ratio = 1;
  for (let drawn = 0; drawn < k; drawn += 1) ratio *= Math.max(0, some - drawn) / (n - drawn);
  return ratio;
}
