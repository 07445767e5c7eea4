import { seededRandom, type Random } from '../stats/random.ts';

/**
 * So many of them, half passed and half failed where there are enough of each, in an order that tells nothing. The same
 * seed draws the same.
 */
export function drawToLabel<T extends { readonly passed: boolean }>(
  from: readonly T[],
  size: number,
  seed: number,
): readonly T[] {
  const random = seededRandom(seed);
  const passed = shuffled(
    from.filter((one) => one.passed),
    random,
  );
  const failed = shuffled(
    from.filter((one) => !one.passed),
    random,
  );
  const half = Math.ceil(size / 2);
  const fromFailed = Math.min(failed.length, Math.max(half, size - passed.length));
  const drawn = [...failed.slice(0, fromFailed), ...passed.slice(0, size - fromFailed)];
  return shuffled(drawn, random);
}

/** Fisher and Yates, 1938. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const mixed = [...items];
  for (let end = mixed.length - 1; end > 0; end -= 1) {
    const other = random.below(end + 1);
    const [a, b] = [mixed[end], mixed[other]];
    if (a === undefined || b === undefined) continue;
    mixed[end] = b;
    mixed[other] = a;
  }
  return mixed;
}
