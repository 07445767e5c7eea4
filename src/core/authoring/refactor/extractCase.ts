import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { nodeAt } from '../../documents/node.ts';
import { templateVariables } from '../../prompts/template.ts';
import type { TextChange } from '../expected/change.ts';
import { insertInMap } from '../expected/inMap.ts';
import { yamlText } from '../expected/yamlText.ts';
import { variableUses, isFilled } from '../variables/variableUses.ts';
import { yamlSpans } from '../yamlSpans.ts';
import { caseNodes } from './addVariable.ts';
import type { Refactoring, Selected } from './refactoring.ts';
import { appendItem } from './topLevel.ts';
import { yamlRow } from './yamlWriting.ts';

/**
 * Makes a variable of the selected text of a message: the text becomes its value in every case beside the prompt, or in a
 * first case, so that each of them still sends what it sent.
 */
export function extractCase(text: string, { start, end }: Selected): Refactoring | undefined {
  if (start >= end) return undefined;
  const span = yamlSpans(text).spans.find(
    (one) => one.part === 'value' && one.start <= start && end <= one.end && isFilled(one.path),
  );
  if (span === undefined || span.path[0] === 'evaluators') return undefined;
  const { value: root } = readYaml(makeSource('', text));
  const node = root && nodeAt(root, span.path);
  const selected = text.slice(start, end);
  // What is written must be what is sent: no escape, no fold, no part of a placeholder.
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  if (/[\r\n\\{}]/.test(selected) || selected !== selected.trim()) return undefined;
  if (!node.value.includes(selected) || isInPlaceholder(text, span, start)) return undefined;
  const isQuoted = span.style === 'double' || span.style === 'single';
  if (isQuoted && (start === span.start || end === span.end)) return undefined;
  if (span.style === 'plain' && start === span.start) return undefined;
  const name = freeName(text);
  const cases = casesWith(text, name, selected);
  if (cases === undefined) return undefined;
  const placeholder = { offset: start, length: end - start, text: `{{${name}}}` };
  return {
    kind: 'extract',
    title: `Make a case of the selection, as {{${name}}}`,
    changes: [placeholder, ...cases].toSorted((a, b) => a.offset - b.offset),
  };
}

function isInPlaceholder(
  text: string,
  span: { readonly start: number; readonly end: number },
  at: number,
): boolean {
  return templateVariables(text.slice(span.start, span.end)).some(
    (one) => span.start + one.start <= at && at < span.start + one.end,
  );
}

/** A name that no variable has. */
export function freeName(text: string): string {
  const taken = new Set(variableUses(text).map(({ name }) => name));
  if (!taken.has('text')) return 'text';
  let count = 2;
  while (taken.has(`text${count}`)) count += 1;
  return `text${count}`;
}

function casesWith(text: string, name: string, value: string): readonly TextChange[] | undefined {
  const rows = caseNodes(text);
  if (rows.length === 0) {
    const added = appendItem(text, 'testData', (indent) => yamlRow({ [name]: value }, indent));
    return added && [added];
  }
  const changes: TextChange[] = [];
  for (const row of rows) {
    const found = insertInMap(text, row, name, yamlText(value, '"'));
    if ('why' in found) return undefined;
    changes.push(found.change);
  }
  return changes;
}
