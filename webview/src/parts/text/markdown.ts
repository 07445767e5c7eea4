/** The part of Markdown that replies are written in. HTML is text; pictures and links are text that names an address. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inline: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly isOrdered: boolean;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'rule' };

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inline: readonly Inline[] }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** Deeper, and longer without a line break, things are shown as they were written. */
const deepest = 6;
const longestInline = 5000;

export function readMarkdown(text: string): readonly Block[] {
  return blocksOf(text.replaceAll('\r\n', '\n').split('\n'), 0);
}

function blocksOf(lines: readonly string[], depth: number): readonly Block[] {
  if (depth > deepest) return [{ kind: 'paragraph', inline: plain(lines.join('\n')) }];
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const { block, next } = blockAt(lines, at, depth);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Read {
  readonly block: Block;
  readonly next: number;
}

function blockAt(lines: readonly string[], at: number, depth: number): Read {
  const line = lines[at] ?? '';
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) return fencedCode(lines, at, fence);
  const heading = /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(line);
  if (heading !== null) {
    const [, marks = '', title = ''] = heading;
    return {
      block: { kind: 'heading', level: marks.length, inline: inlineOf(title, 0) },
      next: at + 1,
    };
  }
  if (/^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(line)) {
    return { block: { kind: 'rule' }, next: at + 1 };
  }
  if (/^ {0,3}>/.test(line)) return quote(lines, at, depth);
  if (listMark.test(line)) return list(lines, at, depth);
  return paragraph(lines, at);
}

function fencedCode(lines: readonly string[], at: number, fence: string): Read {
  let end = at + 1;
  while (end < lines.length && lines[end]?.trimStart().startsWith(fence) !== true) end += 1;
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function quote(lines: readonly string[], at: number, depth: number): Read {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end] ?? '')) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { block: { kind: 'quote', blocks: blocksOf(inner, depth + 1) }, next: end };
}

const listMark = /^ {0,3}(?:[-*+]|(\d{1,9})[.)])[ \t]+/;

function list(lines: readonly string[], at: number, depth: number): Read {
  const isOrdered = listMark.exec(lines[at] ?? '')?.[1] !== undefined;
  const items: string[][] = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    const mark = listMark.exec(line);
    if (mark !== null && (mark[1] !== undefined) === isOrdered)
      items.push([line.slice(mark[0].length)]);
    else if (/^(?: {2,}|\t)/.test(line)) items.at(-1)?.push(line.replace(/^(?: {2,4}|\t)/, ''));
    else break;
  }
  const blocks = items.map((item) => blocksOf(item, depth + 1));
  return { block: { kind: 'list', isOrdered, items: blocks }, next: end };
}

function paragraph(lines: readonly string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end] ?? '')) end += 1;
  return {
    block: { kind: 'paragraph', inline: inlineOf(lines.slice(at, end).join('\n'), 0) },
    next: end,
  };
}

function startsBlock(line: string): boolean {
  return (
    line.trim() === '' || /^ {0,3}(?:#{1,6}[ \t]|>|`{3}|~{3})/.test(line) || listMark.test(line)
  );
}

function plain(text: string): readonly Inline[] {
  return text === '' ? [] : [{ kind: 'text', text }];
}

function inlineOf(text: string, depth: number): readonly Inline[] {
  if (text.length > longestInline || depth > deepest) return plain(text);
  const found: Inline[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length) {
    const piece = inlineAt(text, at, depth);
    if (piece === undefined) {
      at += 1;
      continue;
    }
    found.push(...plain(text.slice(start, at)), piece.inline);
    at = piece.next;
    start = at;
  }
  found.push(...plain(text.slice(start)));
  return found;
}

function inlineAt(
  text: string,
  at: number,
  depth: number,
): { readonly inline: Inline; readonly next: number } | undefined {
  switch (text.charAt(at)) {
    case '`': {
      const end = text.indexOf('`', at + 1);
      if (end <= at + 1) return undefined;
      return { inline: { kind: 'code', text: text.slice(at + 1, end) }, next: end + 1 };
    }
    case '*': {
      const mark = text.startsWith('**', at) ? '**' : '*';
      const from = at + mark.length;
      const end = text.indexOf(mark, from);
      if (end <= from || /\s/.test(text[from] ?? ' ')) return undefined;
      const kind = mark === '**' ? 'strong' : 'emphasis';
      const inline = inlineOf(text.slice(from, end), depth + 1);
      return { inline: { kind, inline }, next: end + mark.length };
    }
    case '[': {
      const middle = text.indexOf('](', at);
      const end = middle === -1 ? -1 : text.indexOf(')', middle);
      if (end === -1 || text.slice(at, middle).includes('\n')) return undefined;
      const url = text.slice(middle + 2, end).trim();
      return { inline: { kind: 'link', text: text.slice(at + 1, middle), url }, next: end + 1 };
    }
    default:
      return undefined;
  }
}
