/** Says whether a value from outside has the shape that the code behind the wall relies on. */
export type Guard<T> = (value: unknown) => value is T;

export const isText: Guard<string> = (value) => typeof value === 'string';

export const isFlag: Guard<boolean> = (value) => typeof value === 'boolean';

export const isNumber: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** A whole number from 0: an index, an offset, a count. */
export const isWhole: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const isAnything: Guard<unknown> = (_value): _value is unknown => true;

export function isOneOf<const T extends string>(words: readonly T[]): Guard<T> {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value): value is T => known.has(value);
}

export function isListOf<T>(guard: Guard<T>, longest: number = 1_000_000): Guard<readonly T[]> {
  return (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= longest && value.every((one) => guard(one));
}

/** Names to values, however many. */
export function isRecordOf<T>(guard: Guard<T>): Guard<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => guard(one));
}

export function isEither<A, B>(one: Guard<A>, other: Guard<B>): Guard<A | B> {
  return (value): value is A | B => one(value) || other(value);
}

/** May be missing; `null` is not missing. */
export function isMaybe<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

/** Further fields are allowed, and nobody's business. */
export function isShape<T extends object>(fields: {
  readonly [K in keyof T]-?: Guard<T[K]>;
}): Guard<T> {
  const checks = Object.entries(fields) as [string, Guard<unknown>][];
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const [name, guard] of checks)
      if (!guard(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined)) return false;
    return true;
  };
}
