import type { JsonValue } from '#base/json.ts';

/**
 * How a value that is no string reads inside a prompt: as Go's `%v` prints it, since GitHub Models
 * filled placeholders that way: `true`, `3`, `0.5`, `1e+21`, `<nil>`, `[a b]`, `map[a:1 b:2]`.
 */
export function printValue(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return '<nil>';
  if (isList(value)) return `[${value.map(printValue).join(' ')}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, one]) => `${key}:${printValue(one)}`).join(' ')}]`;
}

/** `Array.isArray` does not narrow a readonly list. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Every text in a value, at any depth; keys are not among them. */
export function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* textsOf(one);
}

/** Whole numbers as Go prints an `int`, others as it prints a `float64`: the shortest `%g`. */
function printNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= smallestPlainPower && power < firstPowerWithExponent) return String(value);
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${digits}e${power < 0 ? '-' : '+'}${size}`;
}

const smallestPlainPower = -4;
const firstPowerWithExponent = 6;
