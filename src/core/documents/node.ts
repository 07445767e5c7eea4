import type { JsonValue } from '#base/json.ts';
import type { TextRange } from '#protocol/problem.ts';

/** A value of a file with its place. YAML and JSON readers give the same nodes, nested at most `deepestNesting` levels. */
export type DocumentNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly range: TextRange;
  /** In file order; keys are unique. */
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: DocumentNode;
  /** Somewhere in it stands what others may refer to. */
  readonly holdsAnchors?: true;
}

export interface ListNode {
  readonly kind: 'list';
  readonly range: TextRange;
  readonly items: readonly DocumentNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly range: TextRange;
  readonly value: string | number | boolean | null;
  /** The writer made the type plain: a quoted or block scalar of YAML, any scalar of JSON. `false`: YAML guessed it. */
  readonly quoted: boolean;
  /** As it stands in the file, quotation marks included. */
  readonly raw: string;
}

/** Readers refuse files that nest deeper, so walking nodes recursively is safe. */
export const deepestNesting = 64;

/** How much of a file a reader takes on. */
export interface DocumentLimits {
  /** UTF-16 units of text. */
  readonly maxLength: number;
  readonly maxKeysPerMap: number;
  readonly maxKeys: number;
}

export const defaultLimits: DocumentLimits = {
  maxLength: 256 * 1024,
  maxKeysPerMap: 5_000,
  maxKeys: 20_000,
};

/** The value without places. Keys are always own properties, `__proto__` too. */
export function plainValue(node: DocumentNode): JsonValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const object: Record<string, JsonValue> = {};
  for (const { key, value } of node.entries) {
    // Plain assignment would set the prototype.
    if (key === '__proto__') {
      const own = {
        value: plainValue(value),
        enumerable: true,
        writable: true,
        configurable: true,
      };
      Object.defineProperty(object, key, own);
    } else object[key] = plainValue(value);
  }
  return object;
}

/** The node at a path of keys and indexes from 0; `undefined` where nothing stands. */
export function nodeAt(
  root: DocumentNode,
  path: readonly (string | number)[],
): DocumentNode | undefined {
  let node: DocumentNode | undefined = root;
  for (const step of path) {
    if (node?.kind === 'map') node = entryOf(node, String(step))?.value;
    else if (node?.kind === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** The entry of a map at a path, whose last step is its key; for the key's own place. */
export function entryAt(
  root: DocumentNode,
  path: readonly (string | number)[],
): MapEntry | undefined {
  const key = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  return key !== undefined && parent?.kind === 'map' ? entryOf(parent, String(key)) : undefined;
}

export function entryOf(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** A value that has one place for all of it. */
export function nodeOf(value: JsonValue, range: TextRange): DocumentNode {
  if (typeof value !== 'object' || value === null) {
    return { kind: 'scalar', range, value, quoted: true, raw: String(value) };
  }
  if (isList(value)) return { kind: 'list', range, items: value.map((one) => nodeOf(one, range)) };
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => ({ key, keyRange: range, value: nodeOf(one, range) }));
  return { kind: 'map', range, entries };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
