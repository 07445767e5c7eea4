import { nodeAt } from '../../documents/node.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import type { YamlSpan } from '../yamlSpan.ts';
import { yamlSpans } from '../yamlSpans.ts';
import type { Refactoring, Selected } from './refactoring.ts';
import { blockScalar } from './yamlWriting.ts';

/** Writes the text at the cursor, a value of a case or a message, over several lines as it is, without quotation marks. */
export function toBlock(text: string, { start, end }: Selected): Refactoring | undefined {
  const span = textAt(yamlSpans(text).spans, { start, end });
  if (span === undefined) return undefined;
  const { value: root } = readYaml(makeSource('', text));
  const node = root && nodeAt(root, span.path);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const indent = keyIndent(text, span.start);
  const written = indent === undefined ? undefined : blockScalar(node.value, indent);
  // What stands behind the value on its line, a comment, has no place behind a block.
  const rest = /^[^\r\n]*/.exec(text.slice(span.end))?.[0] ?? '';
  if (written === undefined || rest.trim() !== '') return undefined;
  const change = { offset: span.start, length: span.end - span.start, text: written };
  return { kind: 'rewrite', title: 'Write the text as a block of lines', changes: [change] };
}

/** Whether it may be possible, as far as can be told without reading the file. */
export function mayBecomeBlock(
  text: string,
  spans: readonly YamlSpan[],
  selected: Selected,
): boolean {
  const span = textAt(spans, selected);
  return span !== undefined && keyIndent(text, span.start) !== undefined;
}

/** A text of a case or a message that is not written as a block. */
function textAt(spans: readonly YamlSpan[], { start, end }: Selected): YamlSpan | undefined {
  const span = spans.find((one) => one.part === 'value' && one.start <= start && end <= one.end);
  if (span === undefined || span.isFlow || span.style === 'block' || span.style === 'empty')
    return undefined;
  const [top] = span.path;
  const key = span.path.at(-1);
  if (top !== 'testData' && top !== 'messages' && top !== 'variants') return undefined;
  return typeof key !== 'string' || key === 'role' || key === 'name' ? undefined : span;
}

/** The column of the key that a value stands behind, on the same line; dashes before it count as indentation. */
function keyIndent(text: string, at: number): number | undefined {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const [, lead] = /^((?: |- )*)\S[^\r\n]*:\s+$/.exec(line) ?? [];
  return lead?.length;
}
