import type { Position, TextRange } from '#protocol/problem.ts';
import { makeSource } from '../documents/source.ts';
import { offsetAt } from './offsets.ts';
import type { ScalarStyle, YamlPath, YamlSpan } from './yamlSpan.ts';
import { yamlSpans } from './yamlSpans.ts';

/** What of a YAML text a cursor stands in. */
export interface YamlCursor {
  readonly part: 'key' | 'value';
  /** Of the value, or of the key with the key as it stands at the end. */
  readonly path: YamlPath;
  readonly style: ScalarStyle;
  /** Nothing says yet whether a value or the first key of a map is written here. */
  readonly isOpen: boolean;
  /** Between brackets, where lines mean nothing. */
  readonly isFlow: boolean;
  /** A colon follows the key. */
  readonly hasColon: boolean;
  /** Other keys of the map that a key stands in. */
  readonly siblings: readonly string[];
  /** What a completion replaces: the word without quotation marks; of several lines nothing. */
  readonly range: TextRange;
  /** The whole token. */
  readonly token: TextRange;
  readonly word: string;
  /** A value right behind its colon needs a space. */
  readonly needsSpace: boolean;
}

/** `undefined`: in a comment, or where nothing can be written. */
export function yamlCursor(text: string, at: Position): YamlCursor | undefined {
  const offset = offsetAt(text, at);
  const { spans, gap } = yamlSpans(text, offset);
  const source = makeSource('', text);
  const span = spanAt(spans, offset);
  const here = source.range(offset, offset);
  const before = text[offset - 1];
  if (span === undefined) {
    if (gap === undefined || isInComment(text, offset)) return undefined;
    const needsSpace = before === ':';
    return {
      ...gap,
      style: 'empty',
      range: here,
      token: here,
      word: '',
      needsSpace,
      hasColon: false,
    };
  }
  const { part, path, style, isOpen, isFlow, start, end } = span;
  const siblings = part === 'key' ? withoutOne(span.siblings, String(path.at(-1))) : [];
  const inner = innerOf(text, span);
  const isAround = inner.start <= offset && offset <= inner.end;
  const range = isAround && inner.isOneLine ? source.range(inner.start, inner.end) : here;
  return {
    part,
    path,
    style,
    isOpen,
    isFlow,
    hasColon: /^[ \t]*:/.test(text.slice(end, end + 20)),
    siblings,
    range,
    token: source.range(start, end),
    word: isAround && inner.isOneLine ? text.slice(inner.start, inner.end) : '',
    needsSpace: style === 'empty' && before === ':',
  };
}

function spanAt(spans: readonly YamlSpan[], offset: number): YamlSpan | undefined {
  return spans.findLast(({ from, to }) => from <= offset && offset <= to);
}

function innerOf(
  text: string,
  { style, start, end }: YamlSpan,
): { readonly start: number; readonly end: number; readonly isOneLine: boolean } {
  const isQuoted = style === 'double' || style === 'single';
  const isClosed = isQuoted && end - start > 1 && text[end - 1] === text[start];
  const inner = { start: isQuoted ? start + 1 : start, end: isClosed ? end - 1 : end };
  return { ...inner, isOneLine: style !== 'block' && !/[\r\n]/.test(text.slice(start, end)) };
}

function withoutOne(keys: readonly string[], key: string): readonly string[] {
  const at = keys.indexOf(key);
  return at < 0 ? keys : keys.toSpliced(at, 1);
}

function isInComment(text: string, offset: number): boolean {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  return /(?:^|\s)#/.test(text.slice(start, offset));
}
