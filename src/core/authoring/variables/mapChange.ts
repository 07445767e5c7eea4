import { entryOf, type MapNode } from '../../documents/node.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { field, itemsOf } from '../../formats/promptYml/fields.ts';
import type { Changing } from '../expected/change.ts';
import { insertInMap } from '../expected/inMap.ts';
import { yamlText } from '../expected/yamlText.ts';
import { offsetAt } from '../offsets.ts';

/** Lets the `map` of a prompt's dataset call a column by a name. `index`: the dataset's place. */
export function mapChange(text: string, index: number, name: string, column: string): Changing {
  const item = datasetNode(text, index);
  if (item === undefined) return gone;
  const map = entryOf(item, 'map')?.value;
  const [key, value] = [yamlText(name, ''), yamlText(column, '"')];
  if (map?.kind === 'map' && map.entries.length > 0) return insertInMap(text, map, key, value);
  if (map !== undefined) return { why: 'The "map" of the dataset is empty; remove it first.' };
  return insertInMap(text, item, 'map', `{ ${key}: ${value} }`);
}

/** Lets whatever the `map` of a dataset calls a column by mean another column. */
export function remapChange(text: string, index: number, name: string, column: string): Changing {
  const item = datasetNode(text, index);
  const map = item && entryOf(item, 'map')?.value;
  const value = map?.kind === 'map' ? entryOf(map, name)?.value : undefined;
  if (value?.kind !== 'scalar') return gone;
  const start = offsetAt(text, value.range.start);
  const length = offsetAt(text, value.range.end) - start;
  return { change: { offset: start, length, text: yamlText(column, value.raw) } };
}

function datasetNode(text: string, index: number): MapNode | undefined {
  const { value: root } = readYaml(makeSource('', text));
  return itemsOf(field(root, 'datasets')).filter((one) => one.kind === 'map')[index];
}

const gone = { why: 'The dataset is not where it was in the prompt.' };
