import { isDeepStrictEqual } from 'node:util';
import { plainValue, type DocumentNode } from '../../documents/node.ts';
import { makeSource } from '../../documents/source.ts';
import { readYaml } from '../../documents/yaml.ts';
import { yamlLayout, type YamlLayout } from './yamlLayout.ts';

/**
 * A YAML file laid out: two spaces a level, lists indented under their key, one space behind a colon and a dash, none at the
 * ends of lines, one empty line at most, one line end at the end. Texts, quotation marks, brackets, the order of keys and
 * comments stay. The very same text where it has errors, or would say something else.
 */
export function formatYaml(text: string): string {
  const before = readSound(text);
  if (before === undefined) return text;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r\n|\n/);
  const after = laidOut(lines, yamlLayout(before, lines)).join(lineEnd);
  const read = readSound(after);
  const isSame = read !== undefined && isDeepStrictEqual(plainValue(read), plainValue(before));
  return isSame ? after : text;
}

function readSound(text: string): DocumentNode | undefined {
  const { value, problems } = readYaml(makeSource('', text));
  return problems.some(({ severity }) => severity === 'error') ? undefined : value;
}

function laidOut(lines: readonly string[], layout: YamlLayout): readonly string[] {
  const { indents, held, gaps } = layout;
  const gapsOf = new Map<number, (typeof gaps)[number][]>();
  for (const gap of gaps) gapsOf.set(gap.line, [...(gapsOf.get(gap.line) ?? []), gap]);
  const done: string[] = [];
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const shift = held.get(line);
    if (shift !== undefined) {
      done.push(text.trim() === '' ? text : moved(text, shift));
      continue;
    }
    if (text.trim() === '') {
      // One empty line parts; more, or one at the start, part no better.
      if (done.length > 0 && done.at(-1) !== '') done.push('');
      continue;
    }
    const indent = indents.get(line) ?? commentIndent(lines, indents, index);
    if (indent === undefined) {
      done.push(text.trimEnd());
      continue;
    }
    const spaced = withGaps(text, gapsOf.get(line) ?? []);
    const written = ' '.repeat(indent) + spaced.trimStart();
    // What a quoted text has at the end of its line is its own.
    done.push(held.has(line + 1) ? written : written.trimEnd());
  }
  while (done.length > 0 && done.at(-1) === '' && !held.has(lines.length)) done.pop();
  return [...done, ''];
}

function moved(text: string, shift: number): string {
  if (shift >= 0) return ' '.repeat(shift) + text;
  const space = /^ */.exec(text)?.[0].length ?? 0;
  return text.slice(Math.min(space, -shift));
}

function withGaps(
  text: string,
  gaps: readonly { readonly from: number; readonly to: number }[],
): string {
  let result = text;
  for (const { from, to } of gaps.toSorted((a, b) => b.from - a.from)) {
    if (result.slice(from, to).trim() === '')
      result = `${result.slice(0, from)} ${result.slice(to)}`;
  }
  return result;
}

/** A comment stands like the next line that stood as far in as it, or else the nearest one before. */
function commentIndent(
  lines: readonly string[],
  indents: ReadonlyMap<number, number>,
  index: number,
): number | undefined {
  const text = lines[index] ?? '';
  if (!text.trimStart().startsWith('#')) return undefined;
  const own = indentOf(text);
  for (let at = index + 1; at < lines.length; at += 1) {
    const to = indents.get(at + 1);
    if (to === undefined) continue;
    if (indentOf(lines[at] ?? '') === own) return to;
    break;
  }
  for (let at = index - 1; at >= 0; at -= 1) {
    const to = indents.get(at + 1);
    if (to !== undefined && indentOf(lines[at] ?? '') === own) return to;
  }
  for (let at = index + 1; at < lines.length; at += 1) {
    const to = indents.get(at + 1);
    if (to !== undefined) return to;
  }
  return own === 0 ? 0 : undefined;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
