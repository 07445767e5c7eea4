import type { MapNode } from '../../documents/node.ts';
import { field, itemsOf } from '../promptYml/fields.ts';

/** Prompty's three schemas: of 2024, of 2025, and of the specification of 2026. */
export type PromptyVersion = 'v1' | 'v1.x' | 'v2';

/** No file says which it is; its keys do. */
export function versionOf(root: MapNode | undefined): PromptyVersion {
  const model = field(root, 'model');
  const has = (map: typeof model, ...keys: readonly string[]): boolean =>
    keys.some((key) => field(map, key) !== undefined);
  if (has(model, 'configuration', 'parameters', 'response')) return 'v1';
  if (has(root, 'sample', 'authors', 'tags', 'base')) return 'v1';
  const template = field(root, 'template');
  if (has(model, 'apiType', 'provider') || model?.kind === 'scalar') return 'v2';
  if (field(template, 'format')?.kind === 'map' || has(root, 'displayName')) return 'v2';
  if (itemsOf(field(root, 'inputs')).some((item) => has(item, 'kind', 'default'))) return 'v2';
  if (has(model, 'connection', 'options', 'api')) return 'v1.x';
  return has(root, 'metadata') || model === undefined ? 'v2' : 'v1.x';
}
