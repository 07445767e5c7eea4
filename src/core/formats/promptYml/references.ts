import type { TextRange } from '#protocol/problem.ts';
import type { DocumentNode } from '../../documents/node.ts';
import type { DatasetReference, NamedModel } from '../../prompts/prompt.ts';
import { field, itemsOf, textField } from './fields.ts';

/** The models that `model` and `models` name, each once. */
export function readModels(root: DocumentNode): readonly NamedModel[] {
  const models = new Map<string, TextRange>();
  for (const node of [field(root, 'model'), ...itemsOf(field(root, 'models'))]) {
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') continue;
    if (!models.has(node.value)) models.set(node.value, node.range);
  }
  return Array.from(models, ([id, range]) => ({ id, range }));
}

/** The files of cases that `datasets` names. */
export function readDatasets(root: DocumentNode): readonly DatasetReference[] {
  return itemsOf(field(root, 'datasets')).flatMap((item) => {
    const file = textField(item, 'file');
    if (file === undefined) return [];
    const columns = field(item, 'map');
    const map: Record<string, string> = {};
    for (const { key, value } of columns?.kind === 'map' ? columns.entries : [])
      if (value.kind === 'scalar' && typeof value.value === 'string') map[key] = value.value;
    return [{ file, map, range: item.range }];
  });
}
