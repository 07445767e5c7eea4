import type { JsonObject } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { DocumentNode, MapNode } from '../../documents/node.ts';
import { entryOf, plainValue } from '../../documents/node.ts';

/** The value of a key, if the node is a map that has it. */
export function field(node: DocumentNode | undefined, key: string): DocumentNode | undefined {
  return node?.kind === 'map' ? entryOf(node, key)?.value : undefined;
}

/** The text of a key; nothing where there is another type, which the shape has complained about. */
export function textField(node: DocumentNode | undefined, key: string): string | undefined {
  const value = field(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

export function numberField(node: DocumentNode | undefined, key: string): number | undefined {
  const value = field(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

export function itemsOf(node: DocumentNode | undefined): readonly DocumentNode[] {
  return node?.kind === 'list' ? node.items : [];
}

export function plainMap(node: MapNode): JsonObject {
  const value = plainValue(node);
  return isJsonObject(value) ? value : {};
}
