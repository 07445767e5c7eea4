import type { JsonObject, JsonValue } from '#base/json.ts';

/** Why a template cannot be read or filled. Stays inside `templates/`: whoever compiles or renders turns it into a fault. */
export class TemplateFault extends Error {
  /** Where in the text, in UTF-16 units. */
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** Steps of one rendering. Each is a few microseconds at most, so that all of them take less than a second. */
const mostSteps = 200_000;
/** UTF-16 units that one rendering may write. */
const mostText = 4_000_000;
/** Blocks, expressions, partials and macros inside each other. */
const deepest = 100;

/** What one rendering may take: a template can loop over loops, and a partial can include itself. */
export class Allowance {
  private steps = 0;
  private text = 0;
  private depth = 0;

  /** Counts one step, and what it goes through or makes, in UTF-16 units. */
  step(made = 0): void {
    this.steps += 1 + made / 64;
    if (this.steps > mostSteps) throw new TemplateFault('Filling the template takes too long.');
  }

  wrote(length: number): void {
    this.text += length;
    if (this.text > mostText) throw new TemplateFault('The template makes more text than fits.');
  }

  /** Does something one level further inside. */
  within<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > deepest) throw new TemplateFault('The template is nested too deep.');
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }
}

/** How much there is to go through in a value, in UTF-16 units. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 16;
  for (const held of Object.values(value)) weight += 16 + weightOf(held);
  return weight;
}

/** A value's own property: nothing that the language gives every object is ever reached. */
export function ownProperty(
  value: JsonValue | undefined,
  key: string | number,
): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  if (Array.isArray(value) && !isIndex(key)) return undefined;
  const held: unknown = Reflect.get(value, key);
  // Values of cases are JSON all the way down.
  return held as JsonValue | undefined;
}

function isIndex(key: string | number): boolean {
  return typeof key === 'number' || /^\d+$/.test(key);
}

/** What a dotted name means: a value of that very name, or else what lies inside another. */
export function valueOf(values: JsonObject, path: readonly string[]): JsonValue | undefined {
  const whole = path.length > 1 ? ownProperty(values, path.join('.')) : undefined;
  if (whole !== undefined) return whole;
  let value: JsonValue | undefined = values;
  for (const step of path) value = ownProperty(value, step);
  return value;
}

/** What went wrong, in a sentence. Anything but a fault of the template is told as one: compiling never throws. */
export function faultOf(error: unknown): { readonly message: string; readonly at?: number } {
  if (error instanceof TemplateFault) {
    const { message, at } = error;
    return at === undefined ? { message } : { message, at };
  }
  // Recursion of a parser over nesting that nobody writes.
  if (error instanceof RangeError) return { message: 'The template is nested too deep.' };
  return { message: 'The template cannot be read.' };
}
