import type { YamlGap, YamlPath, YamlSpan } from './yamlSpan.ts';
import { quoteEnd, unquoted } from './yamlTokens.ts';

interface FlowFrame {
  readonly kind: 'map' | 'list';
  readonly path: YamlPath;
  readonly keys: string[];
  key: string;
  index: number;
  state: 'key' | 'value' | 'after';
}

interface FoundFlow {
  readonly spans: readonly YamlSpan[];
  readonly gap: YamlGap | undefined;
  /** After the closing bracket, or `limit`. */
  readonly end: number;
}

/** Where a quoted scalar or a flow collection ends at the latest: before a line that is not indented deeper. */
export function flowEnd(text: string, firstEnd: number, indent: number): number {
  let end = firstEnd;
  while (end < text.length) {
    const start = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    let first = start;
    while (text[first] === ' ' || text[first] === '\t') first += 1;
    let stop = first;
    while (stop < text.length && text[stop] !== '\n' && text[stop] !== '\r') stop += 1;
    if (first < stop && first - start <= indent) return end;
    end = stop;
  }
  return end;
}

/** Keys and scalars between brackets, from the opening one on. */
export function scanFlow(
  text: string,
  start: number,
  limit: number,
  path: YamlPath,
  cursor: number | undefined,
): FoundFlow {
  const spans: YamlSpan[] = [];
  const frames: FlowFrame[] = [];
  let gap: YamlGap | undefined;
  let isPassed = cursor === undefined || cursor <= start;
  let at = start;
  while (at < limit) {
    if (!isPassed && cursor !== undefined && at >= cursor) {
      isPassed = true;
      gap = gapIn(frames.at(-1));
    }
    const found = text[at] ?? '';
    const frame = frames.at(-1);
    if (isSpace(found)) at += 1;
    else if (found === '#' && isSpace(text[at - 1] ?? '')) at = lineEnd(text, at, limit);
    else if (found === '{' || found === '[') {
      if (frames.length >= deepest) return { spans, gap, end: limit };
      const inner = frame === undefined ? path : valuePath(frame);
      if (frame !== undefined) frame.state = 'after';
      const kind = found === '{' ? 'map' : 'list';
      const state = kind === 'map' ? 'key' : 'value';
      frames.push({ kind, path: inner, keys: [], key: '', index: 0, state });
      at += 1;
    } else if (frame === undefined) return { spans, gap, end: at };
    else if (found === '}' || found === ']') {
      frames.pop();
      at += 1;
      if (frames.length === 0) return { spans, gap, end: at };
    } else if (found === ',') {
      frame.index += 1;
      frame.key = '';
      frame.state = frame.kind === 'map' ? 'key' : 'value';
      at += 1;
    } else if (found === ':' && frame.kind === 'map' && frame.state === 'key') {
      frame.state = 'value';
      at += 1;
    } else {
      const end = tokenEnd(text, at, limit);
      spans.push(take(frame, text, at, end));
      at = end;
    }
  }
  if (!isPassed && cursor !== undefined && cursor <= limit) gap = gapIn(frames.at(-1));
  return { spans, gap, end: at };
}

/** The reader refuses deeper nesting. */
const deepest = 64;

function take(frame: FlowFrame, text: string, start: number, end: number): YamlSpan {
  const written = text.slice(start, end);
  const style = written.startsWith('"') ? 'double' : written.startsWith("'") ? 'single' : 'plain';
  const shared = { style, start, end, from: start, to: end, isOpen: false, isFlow: true } as const;
  if (frame.kind === 'map' && frame.state === 'key') {
    frame.key = style === 'plain' ? written : unquoted(written);
    frame.keys.push(frame.key);
    return { ...shared, part: 'key', path: valuePath(frame), siblings: frame.keys };
  }
  frame.state = 'after';
  return { ...shared, part: 'value', path: valuePath(frame), siblings: none };
}

function valuePath({ kind, path, key, index }: FlowFrame): YamlPath {
  return [...path, kind === 'map' ? key : index];
}

function gapIn(frame: FlowFrame | undefined): YamlGap | undefined {
  if (frame === undefined || frame.state === 'after') return undefined;
  if (frame.state === 'key' && frame.key !== '') return undefined;
  const isKey = frame.state === 'key';
  return {
    part: isKey ? 'key' : 'value',
    path: valuePath(frame),
    isOpen: !isKey,
    isFlow: true,
    siblings: isKey ? frame.keys : none,
  };
}

const none: readonly string[] = [];

function tokenEnd(text: string, start: number, limit: number): number {
  const first = text[start];
  if (first === '"' || first === "'") return quoteEnd(text, start, limit) ?? limit;
  let end = start;
  for (let at = start; at < limit; at += 1) {
    const found = text[at] ?? '';
    if (',[]{}\n\r'.includes(found)) break;
    if (found === ':' && isSpaceOrBracket(text[at + 1] ?? '')) {
      // A colon that starts a token is one character of text, so that reading goes on.
      if (at === start) end = at + 1;
      break;
    }
    if (found === '#' && isSpace(text[at - 1] ?? '')) break;
    if (!isSpace(found)) end = at + 1;
  }
  return Math.max(end, start + 1);
}

function isSpace(found: string): boolean {
  return found === ' ' || found === '\t' || found === '\n' || found === '\r';
}

function isSpaceOrBracket(found: string): boolean {
  return found === '' || isSpace(found) || ',[]{}'.includes(found);
}

function lineEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
