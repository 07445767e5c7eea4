import type { TextRange } from '#protocol/problem.ts';
import { makeSource } from '../documents/source.ts';
import { snippetFor } from '../lint/requirements/snippets.ts';
import { demandOf } from '../lint/requirements/demands.ts';
import type { Fix, Fixable } from './fix.ts';
import { offsetAt } from './offsets.ts';
import { yamlSpans } from './yamlSpans.ts';

/** What is only to be taken away. */
export function removals({ code, range }: Fixable, text: string): readonly Fix[] {
  const title = removable.get(code);
  if (title === undefined) return [];
  const start = offsetAt(text, range.start);
  const end = offsetAt(text, range.end);
  if (start === end) return [];
  const place = whole.has(code) ? lineOf(text, start, end) : range;
  // A key whose value is longer than its line is for a person to take out.
  if (isKey.has(code) && place.end.column > 1) return [];
  const replacement = code === 'hard-space' ? ' ' : '';
  return [{ title, range: place, replacement, isPreferred: code !== 'unknown-key' }];
}

const removable: ReadonlyMap<string, string> = new Map([
  ['hidden-character', 'Remove the invisible character'],
  ['control-character', 'Remove the control character'],
  ['hard-space', 'Replace by a plain space'],
  ['instruction-repeated', 'Remove the repeated sentence'],
  ['suppression-unused', 'Remove the comment'],
  ['key-ignored', 'Remove the line'],
  ['unknown-key', 'Remove the line'],
]);

const isKey = new Set(['key-ignored', 'unknown-key']);

/** With the line, where nothing else stands in it. */
const whole = new Set(['instruction-repeated', 'suppression-unused', 'key-ignored', 'unknown-key']);

function lineOf(text: string, start: number, end: number): TextRange {
  const source = makeSource('', text);
  const before = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const after = next < 0 ? text.length : next + 1;
  const left = text.slice(before, start);
  const right = text.slice(end, after);
  // A key takes its value with it, where that is in its line.
  const takesValue = /^[ ]*$/.test(left) && /^["']?:[ \t]+[^\s|>&[{].*$/m.test(right);
  const isAlone = /^[ \t]*(?:[-*•][ \t]+|\d+[.)][ \t]+)?$/.test(left) && right.trim() === '';
  if (takesValue || isAlone) return source.range(before, after);
  const blank = /^[ \t]+/.exec(right)?.[0].length ?? 0;
  return source.range(start, end + blank);
}

/** A comment over the line, with the reason to be written. What keeps a run from starting cannot be suppressed. */
export function suppression({ code, range, severity }: Fixable, text: string): readonly Fix[] {
  if (severity === undefined || severity === 'error' || code.startsWith('suppression-')) return [];
  const { start } = makeSource('', text).range(offsetAt(text, range.start), 0);
  const isFile = start.line === 1 && start.column === 1;
  const line = blockOwner(text, start.line);
  const at = { line: isFile ? 1 : line, column: 1 };
  const indent = isFile ? '' : (/^ */.exec(text.split('\n')[line - 1] ?? '')?.[0] ?? '');
  const where = isFile ? 'file' : 'next-line';
  return [
    {
      title: `Suppress ${code} with a reason…`,
      range: { start: at, end: at },
      replacement: `${indent}# assay-disable-${where} ${code}: \${1:reason}\n`,
      isPreferred: false,
      isSnippet: true,
    },
  ];
}

/** No comment can stand in a block of text: the line where it begins, or the line itself. */
function blockOwner(text: string, line: number): number {
  const source = makeSource('', text);
  const block = yamlSpans(text).spans.find(({ style, start, end }) => {
    if (style !== 'block') return false;
    const { start: from, end: to } = source.range(start, end);
    return from.line <= line && line <= to.line;
  });
  if (block === undefined) return line;
  const first = source.position(block.start).line;
  const lines = text.split('\n');
  // The span of a block may begin with its text, or with its indicator.
  for (let at = first; at >= Math.max(1, first - 2); at -= 1)
    if (/:[ \t]*[|>][-+0-9]*[ \t]*(?:#.*)?$/.test(lines[at - 1] ?? '')) return at;
  return line;
}

/** An evaluator that tests what the prompt demands, before those that it has. */
export function tests({ code, range }: Fixable, text: string): readonly Fix[] {
  if (code !== 'requirement-untested') return [];
  const sentence = text.slice(offsetAt(text, range.start), offsetAt(text, range.end));
  const demand = demandOf(sentence);
  const snippet = demand === undefined ? undefined : snippetFor(demand, sentence);
  const list = /^evaluators:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*([ ]*)- /m.exec(text);
  if (snippet === undefined || list === null) return [];
  const [found, indent = ''] = list;
  const at = list.index + found.length - 2 - indent.length;
  const source = makeSource('', text);
  const lines = snippet.split('\n').map((line) => `${indent}${line}\n`);
  return [
    {
      title: 'Add an evaluator that tests it',
      range: source.range(at, at),
      replacement: lines.join(''),
      isPreferred: true,
    },
  ];
}
