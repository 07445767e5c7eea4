import type { ZodMiniType } from 'zod/mini';

/** The keys that a shape allows in the map at a path, through optional, list, record and union; for "did you mean". */
export function keysAt(schema: ZodMiniType, path: readonly (string | number)[]): string[] {
  let here: readonly Shape[] = [schema];
  for (const step of path) {
    here = here.flatMap(unwrapped).flatMap((shape) => stepInto(shape, step));
  }
  const keys = here.flatMap(unwrapped).flatMap(({ def }) => Object.keys(def.shape ?? {}));
  return [...new Set(keys)];
}

/** What zod keeps of a schema; each kind has some of these. */
interface Shape {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Shape>>;
    readonly innerType?: Shape;
    readonly element?: Shape;
    readonly valueType?: Shape;
    readonly options?: readonly Shape[];
  };
}

/** What stands inside wrappers such as `optional` and inside unions. */
function unwrapped(shape: Shape): readonly Shape[] {
  const { innerType, options } = shape.def;
  if (innerType !== undefined) return unwrapped(innerType);
  return options === undefined ? [shape] : options.flatMap(unwrapped);
}

function stepInto({ def }: Shape, step: string | number): readonly Shape[] {
  const own =
    def.shape !== undefined && Object.hasOwn(def.shape, step) ? def.shape[step] : undefined;
  const inner = own ?? def.element ?? def.valueType;
  return inner === undefined ? [] : [inner];
}
