/** Reads `$.queue`, `$.items[0].name`, `$["a key"]`. Gives the steps, or `undefined` where it is no such path. */
export function readJsonPath(path: string): readonly (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  let at = 1;
  while (at < path.length) {
    step.lastIndex = at;
    const match = step.exec(path);
    if (match === null) return undefined;
    const [written, name, index, quoted] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? quoted ?? '');
    at += written.length;
  }
  return steps;
}

/** What stands at the path; only own properties count. */
export function followJsonPath(value: unknown, steps: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at;
}

const step = /\.([\p{L}\p{N}_-]+)|\[(\d{1,9})\]|\["([^"\]]*)"\]/uy;
