import { globalRegistry, type ZodMiniType } from 'zod/mini';
import type { YamlPath } from './yamlSpan.ts';

/** What a shape says of one place of a file. */
export interface ShapeGuide {
  readonly description: string | undefined;
  readonly holds: 'map' | 'list' | 'scalar';
  /** Of a map. */
  readonly keys: readonly KeyGuide[];
  /** Texts that can stand here, where only some can. */
  readonly values: readonly string[];
  /** What the items of a list are. */
  readonly item: 'map' | 'list' | 'scalar' | undefined;
}

export interface KeyGuide {
  readonly name: string;
  readonly description: string | undefined;
  readonly isRequired: boolean;
  readonly holds: ShapeGuide['holds'];
}

/** `undefined` where the shape says nothing of the path: below a record of anything. */
export function guideAt(shape: ZodMiniType, path: YamlPath): ShapeGuide | undefined {
  let here: readonly Shape[] = [shape];
  for (const step of path) here = here.flatMap(options).flatMap((one) => stepInto(one, step));
  const [first] = here;
  if (first === undefined) return undefined;
  const meant = here.flatMap(options);
  const item = meant.map(({ def }) => def.element).find((one) => one !== undefined);
  return {
    description: describe(first),
    holds: holdsOf(first),
    keys: meant.flatMap(keysOf),
    values: meant.flatMap(valuesOf),
    item: item === undefined ? undefined : holdsOf(item),
  };
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
    readonly entries?: Readonly<Record<string, string | number>>;
    readonly values?: readonly unknown[];
  };
}

/** What stands inside wrappers such as `optional` and inside unions. */
function options(shape: Shape): readonly Shape[] {
  const { innerType, options: several } = shape.def;
  if (innerType !== undefined) return options(innerType);
  return several === undefined ? [shape] : several.flatMap(options);
}

function stepInto({ def }: Shape, step: string | number): readonly Shape[] {
  if (def.shape !== undefined) {
    const own = Object.hasOwn(def.shape, step) ? def.shape[step] : undefined;
    return own === undefined ? [] : [own];
  }
  const inner = typeof step === 'number' ? def.element : def.valueType;
  return inner === undefined ? [] : [inner];
}

function describe(shape: Shape): string | undefined {
  const own = globalRegistry.get(shape as unknown as ZodMiniType)?.description;
  if (own !== undefined || shape.def.innerType === undefined) return own;
  return describe(shape.def.innerType);
}

function holdsOf(shape: Shape): ShapeGuide['holds'] {
  const type = options(shape)[0]?.def.type;
  if (type === 'object' || type === 'record') return 'map';
  return type === 'array' ? 'list' : 'scalar';
}

const absent = new Set(['optional', 'prefault', 'default']);

function keysOf({ def }: Shape): readonly KeyGuide[] {
  return Object.entries(def.shape ?? {}).map(([name, inner]) => ({
    name,
    description: describe(inner),
    isRequired: !absent.has(inner.def.type),
    holds: holdsOf(inner),
  }));
}

function valuesOf({ def }: Shape): readonly string[] {
  if (def.type === 'boolean') return ['true', 'false'];
  if (def.type === 'literal') return (def.values ?? []).map(String);
  return Object.values(def.entries ?? {}).map(String);
}
