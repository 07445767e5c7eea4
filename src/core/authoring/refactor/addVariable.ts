import { quoteFound } from '../../documents/problems.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { entryOf, type MapNode } from '../../documents/node.ts';
import { field, itemsOf } from '../../formats/promptYml/fields.ts';
import { counted } from '../../report/numbers.ts';
import { insertInMap } from '../expected/inMap.ts';
import { yamlText } from '../expected/yamlText.ts';
import type { TextChange } from '../expected/change.ts';
import type { Refactoring } from './refactoring.ts';

/** Gives every case beside the prompt that lacks a variable an empty value for it. */
export function addVariable(text: string, name: string): Refactoring | undefined {
  const lacking = caseNodes(text).filter((row) => entryOf(row, name) === undefined);
  const changes: TextChange[] = [];
  for (const row of lacking) {
    const found = insertInMap(text, row, yamlText(name, ''), '""');
    if ('why' in found) return undefined;
    changes.push(found.change);
  }
  if (changes.length === 0) return undefined;
  return {
    kind: 'rewrite',
    title: `Add ${quoteFound(name)} to ${counted(changes.length, 'case')}`,
    changes,
  };
}

/** The cases beside a prompt, as they stand in its text. */
export function caseNodes(text: string): readonly MapNode[] {
  const { value: root } = readYaml(makeSource('', text));
  return itemsOf(field(root, 'testData')).filter((item) => item.kind === 'map');
}
