import type { TextRange } from '#protocol/problem.ts';
import { yamlSpans } from '../authoring/yamlSpans.ts';
import { makeSource } from '../documents/source.ts';

/** A comment that tells lint to say nothing of a rule at a place, and why. */
export interface Suppression {
  /** Codes of rules, as written; at least one. */
  readonly rules: readonly string[];
  /** Empty where none was written: then it suppresses nothing. */
  readonly reason: string;
  /** The comment, from its `#` on. */
  readonly range: TextRange;
  /** Lines it speaks for, from 1, both included. The whole file: 1 to Infinity. */
  readonly from: number;
  readonly to: number;
}

/**
 * The comments `# assay-disable-next-line CODE: reason`, `# assay-disable-line` and `# assay-disable-file` of a file that
 * is like YAML. Several codes have commas between them. What stands in a message or another text is no comment.
 */
export function readSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('assay-disable-')) return none;
  const source = makeSource('', text);
  const lines = text.split(/\r\n|\n|\r/);
  const isInText = textsOf(text);
  const nextLine = linesThatSay(lines);
  const found: Suppression[] = [];
  for (const match of text.matchAll(comment)) {
    const [written, where = '', codes = '', reason = ''] = match;
    const start = match.index + written.indexOf('#');
    if (isInText(start)) continue;
    const range = source.range(start, match.index + written.trimEnd().length);
    const { line } = range.start;
    const rules = codes
      .split(',')
      .map((code) => code.trim())
      .filter((code) => code !== '');
    found.push({ rules, reason: reason.trim(), range, ...linesOf(where, line, lines, nextLine) });
  }
  return found;
}

const none: readonly never[] = [];

const comment =
  /(?<=^|[\n\r])(?:[^\n\r]*[ \t])?#[ \t]*assay-disable-(next-line|line|file)\b[ \t]*([\w/, -]*)(?::[ \t]*([^\n\r]*))?/g;

type Lines = Pick<Suppression, 'from' | 'to'>;

function linesOf(
  where: string,
  line: number,
  lines: readonly string[],
  nextLine: (line: number) => number,
): Lines {
  if (where === 'file') return { from: 1, to: Infinity };
  if (where === 'line') return { from: line, to: endOfText(line, lines) };
  const next = nextLine(line);
  return { from: next, to: endOfText(next, lines) };
}

/** Several comments may stand over one line: the first line below that is neither empty nor a comment. Asked downwards. */
function linesThatSay(lines: readonly string[]): (line: number) => number {
  let next = 0;
  return (line) => {
    next = Math.max(next, line + 1);
    while (/^\s*(?:#|$)/.test(lines[next - 1] ?? 'x')) next += 1;
    return next;
  };
}

/** No comment can stand in a block of text, so that the line where it begins speaks for all of it. */
function endOfText(line: number, lines: readonly string[]): number {
  const first = lines[line - 1] ?? '';
  if (!blockStart.test(first)) return line;
  const depth = indentOf(first);
  let end = line;
  while (end < lines.length) {
    const below = lines[end] ?? '';
    if (below.trim() !== '' && indentOf(below) <= depth) break;
    end += 1;
  }
  return end;
}

const blockStart = /:[ \t]*[|>][-+0-9]*[ \t]*(?:#.*)?$/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Only where a file has such a comment is it read for where its texts stand. Asked for offsets that grow. */
function textsOf(text: string): (offset: number) => boolean {
  const spans = yamlSpans(text).spans.toSorted((a, b) => a.start - b.start);
  let passed = 0;
  let furthest = 0;
  return (offset) => {
    for (; (spans[passed]?.start ?? Infinity) <= offset; passed += 1)
      furthest = Math.max(furthest, spans[passed]?.end ?? 0);
    return offset < furthest;
  };
}
