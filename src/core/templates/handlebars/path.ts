import type { JsonObject, JsonValue } from '#base/json.ts';
import { ownProperty, TemplateFault } from '../limits.ts';
import type { Path } from './syntax.ts';

/** Where a block stands: what `this` is, what lies around it, and its own names with `@`. */
export interface Frame {
  readonly context: JsonValue | undefined;
  readonly outer: Frame | undefined;
  /** `@index`, `@key`, `@first`, `@last`; those of the blocks around are seen, too. */
  readonly data: ReadonlyMap<string, JsonValue>;
  /** Names behind `as |…|`, and names that a partial was given. */
  readonly names: ReadonlyMap<string, JsonValue | undefined>;
}

/** A path as its steps: `this`, `.` and `..` are not among them. */
export function stepsOf(path: Path): readonly string[] {
  return path.parts.map((part) => {
    if (typeof part !== 'string')
      throw new TemplateFault('A path cannot be made of an expression.');
    return part;
  });
}

/** What a path means here. `root`: the values of the case. */
export function lookUp(path: Path, frame: Frame, root: JsonObject): JsonValue | undefined {
  const steps = stepsOf(path);
  if (path.data) return dataOf(steps, frame, root);
  let at: Frame | undefined = frame;
  for (let depth = 0; depth < path.depth; depth += 1) at = at?.outer;
  if (at === undefined) return undefined;
  const [first = '', ...rest] = steps;
  // `./name` and `this.name` mean the context's own name.
  const isScoped = /^(?:\.\/|this[./])/.test(path.original) || path.depth > 0;
  const named = isScoped ? undefined : nameHolder(first, at);
  if (named !== undefined) return inside(named.names.get(first), rest);
  const whole = at.context === root ? ownProperty(root, steps.join('.')) : undefined;
  return whole ?? inside(at.context, steps);
}

function nameHolder(name: string, frame: Frame): Frame | undefined {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer)
    if (at.names.has(name)) return at;
  return undefined;
}

/** `@root.x`, `@index`; any other name with `@` is a value of the case by that very name. */
function dataOf(steps: readonly string[], frame: Frame, root: JsonObject): JsonValue | undefined {
  const [first = '', ...rest] = steps;
  if (first === 'root') return inside(root, rest);
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer)
    if (at.data.has(first)) return inside(at.data.get(first), rest);
  return inside(ownProperty(root, `@${first}`), rest);
}

function inside(value: JsonValue | undefined, steps: readonly string[]): JsonValue | undefined {
  let held = value;
  for (const step of steps) {
    // Lists and texts know how long they are.
    if (step === 'length' && (typeof held === 'string' || Array.isArray(held))) held = held.length;
    else held = ownProperty(held, step);
  }
  return held;
}
