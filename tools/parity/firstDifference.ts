/** Where two JSON values differ first, numbers by more than rounding; `undefined` where they do not. */
export function firstDifference(before: unknown, now: unknown, path = '$'): string | undefined {
  if (typeof before === 'number' && typeof now === 'number') {
    const most = 1e-12 * Math.max(1, Math.abs(before));
    return Math.abs(before - now) <= most ? undefined : `${path} was ${before} and is ${now}`;
  }
  if (!isObject(before) || !isObject(now)) {
    if (before === now) return undefined;
    return `${path} was ${JSON.stringify(before)} and is ${JSON.stringify(now)}`;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const difference = firstDifference(before[key], now[key], `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
