import type { Position, TextRange } from '#protocol/problem.ts';
import {
  defaultLimits,
  type DocumentLimits,
  type DocumentNode,
  type ListNode,
  type MapEntry,
  type MapNode,
} from './node.ts';
import { makeSource, type SourceText } from './source.ts';
import { readYaml } from './yaml.ts';

/** Items of a list as they were read before, by their text. One for each document. */
export class YamlPieces {
  private items: ReadonlyMap<string, ReadItem> = new Map();
  private readonly limits: DocumentLimits;

  constructor(limits: DocumentLimits = defaultLimits) {
    this.limits = limits;
  }

  /**
   * Reads a file whose bulk is a block list under a key at the top, such as `testData:`, item by item: of a list of 2,000
   * cases an edit touches one. `undefined`: the file has another form, or anything at all to complain of, and is to be
   * read whole; what this gives is what `readYaml` would give, but for how much white space maps and lists end with.
   */
  read(source: SourceText, listKey: string): MapNode | undefined {
    const lines = linesOf(source, this.limits);
    const parts = lines && splitAtList(lines, listKey);
    if (parts === undefined) return undefined;
    const before = readPart(source.file, parts.before, 1);
    const after = readPart(source.file, parts.after, parts.afterLine);
    const items = this.readItems(source.file, parts.items);
    if (before === undefined || after === undefined || items === undefined) return undefined;
    const list = listEntry(listKey, parts, items);
    if (list === undefined) return undefined;
    const entries = [...before.entries, list, ...after.entries];
    if (new Set(entries.map(({ key }) => key)).size < entries.length) return undefined;
    const keys = items.reduce((sum, item) => sum + item.keys, before.keys + after.keys);
    if (keys > this.limits.maxKeys) return undefined;
    const { start } = entries[0]?.keyRange ?? list.keyRange;
    const end = entries.at(-1)?.value.range.end ?? list.value.range.end;
    return { kind: 'map', range: { start, end: after.end ?? end }, entries };
  }

  /** The same of a file that is a block list as a whole. */
  readList(source: SourceText): ListNode | undefined {
    const lines = linesOf(source, this.limits);
    const first = lines?.findIndex((line) => line !== '' && !line.startsWith('#')) ?? -1;
    if (lines === undefined || !/^- +\S/.test(lines[first] ?? '')) return undefined;
    const { end, items } = itemsFrom(lines, first, 0);
    if (end < lines.length) return undefined;
    const placed = this.readItems(source.file, items);
    const keys = placed?.reduce((sum, item) => sum + item.keys, 0) ?? 0;
    if (placed === undefined || keys > this.limits.maxKeys) return undefined;
    return listNode(items, placed);
  }

  private readItems(file: string, parts: readonly ItemText[]): readonly PlacedItem[] | undefined {
    const read = new Map<string, ReadItem>();
    const placed: PlacedItem[] = [];
    for (const { text, line } of parts) {
      const known = read.get(text) ?? this.items.get(text) ?? readItem(file, text);
      if (known === undefined) return undefined;
      read.set(text, known);
      placed.push({ node: known.at(line), keys: known.keys });
    }
    this.items = read;
    return placed;
  }
}

interface ItemText {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

interface Parts {
  readonly before: string;
  readonly after: string;
  /** Where `after` starts, from 1. */
  readonly afterLine: number;
  readonly keyLine: number;
  readonly items: readonly ItemText[];
}

interface PlacedItem {
  readonly node: MapNode;
  readonly keys: number;
}

/** One item, as if its text stood alone, and moved to where it stands. */
class ReadItem {
  readonly keys: number;
  private readonly alone: MapNode;
  private placed: MapNode;
  private line = 1;

  constructor(node: MapNode) {
    this.alone = node;
    this.placed = node;
    this.keys = countKeys(node);
  }

  at(line: number): MapNode {
    if (line !== this.line) {
      this.placed = movedMap(this.alone, line - 1);
      this.line = line;
    }
    return this.placed;
  }
}

/** `undefined`: other line ends, markers of documents and tabs are rare, and the whole reader knows them. */
function linesOf({ text }: SourceText, { maxLength }: DocumentLimits): string[] | undefined {
  return text.length > maxLength || /\r|\t|^(?:---|\.\.\.|%)/m.test(text)
    ? undefined
    : text.split('\n');
}

function splitAtList(lines: readonly string[], listKey: string): Parts | undefined {
  const isKey = new RegExp(`^${listKey}: *$`);
  const key = lines.findIndex((line) => isKey.test(line));
  if (key === -1) return undefined;
  const first = lines.findIndex((line, at) => at > key && line.trim() !== '');
  const dash = first === -1 ? -1 : /^ *- +\S/.exec(lines[first] ?? '')?.[0].indexOf('-');
  if (dash === undefined || dash === -1) return undefined;
  const { end, items } = itemsFrom(lines, first, dash);
  // What follows the list is a key at the top, or the list is not what it looks like.
  if (end < lines.length && !/^[A-Za-z]\w*:/.test(lines[end] ?? '')) return undefined;
  return {
    before: key === 0 ? '' : `${lines.slice(0, key).join('\n')}\n`,
    after: lines.slice(end).join('\n'),
    afterLine: end + 1,
    keyLine: key + 1,
    items,
  };
}

/** The items of a block list whose dashes stand behind `dash` blanks; `end`: the first line behind it. */
function itemsFrom(
  lines: readonly string[],
  first: number,
  dash: number,
): { readonly end: number; readonly items: readonly ItemText[] } {
  const indentation = ' '.repeat(dash);
  const starts: number[] = [];
  let end = first;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (line.startsWith(`${indentation}- `)) starts.push(end);
    else if (line !== '' && !line.startsWith(`${indentation} `)) break;
  }
  const items = starts.map((from, at) => {
    const to = starts[at + 1] ?? end;
    const lineEnd = to < lines.length ? '\n' : '';
    return { text: lines.slice(from, to).join('\n') + lineEnd, line: from + 1 };
  });
  return { end, items };
}

function readItem(file: string, text: string): ReadItem | undefined {
  const { value, problems } = readYaml(makeSource(file, text));
  if (problems.length > 0 || value?.kind !== 'list' || value.items.length !== 1) return undefined;
  const [item] = value.items;
  return item?.kind === 'map' && !endsOpen(item) ? new ReadItem(item) : undefined;
}

interface ReadPart {
  readonly entries: readonly MapEntry[];
  readonly keys: number;
  /** Of the map; absent where there is none. */
  readonly end?: Position;
}

function readPart(file: string, text: string, line: number): ReadPart | undefined {
  if (text.trim() === '') return { entries: [], keys: 0 };
  const { value, problems } = readYaml(makeSource(file, text));
  if (value?.kind !== 'map' || problems.length > 0 || endsOpen(value)) return undefined;
  if (value.range.start.column !== 1 || value.entries[0]?.keyRange.start.column !== 1) {
    return undefined;
  }
  const { entries, range } = line === 1 ? value : movedMap(value, line - 1);
  return { entries, keys: countKeys(value), end: range.end };
}

function listEntry(
  key: string,
  { keyLine, items }: Parts,
  placed: readonly PlacedItem[],
): MapEntry | undefined {
  const value = listNode(items, placed);
  if (value === undefined) return undefined;
  const start: Position = { line: keyLine, column: 1 };
  return {
    key,
    keyRange: { start, end: { line: keyLine, column: key.length + 1 } },
    value,
  };
}

function listNode(texts: readonly ItemText[], placed: readonly PlacedItem[]): ListNode | undefined {
  const [first] = texts;
  const last = placed.at(-1)?.node;
  if (first === undefined || last === undefined) return undefined;
  const start: Position = { line: first.line, column: first.text.indexOf('-') + 1 };
  const items = placed.map(({ node }) => node);
  return { kind: 'list', range: { start, end: last.range.end }, items };
}

function movedMap(node: MapNode, lines: number): MapNode {
  return {
    kind: 'map',
    range: movedRange(node.range, lines),
    entries: node.entries.map(({ key, keyRange, value }) => ({
      key,
      keyRange: movedRange(keyRange, lines),
      value: moved(value, lines),
    })),
  };
}

function moved(node: DocumentNode, lines: number): DocumentNode {
  if (node.kind === 'map') return movedMap(node, lines);
  const range = movedRange(node.range, lines);
  if (node.kind === 'scalar') return { ...node, range };
  return { kind: 'list', range, items: node.items.map((item) => moved(item, lines)) };
}

function movedRange({ start, end }: TextRange, lines: number): TextRange {
  return {
    start: { line: start.line + lines, column: start.column },
    end: { line: end.line + lines, column: end.column },
  };
}

/** What follows decides where a missing value stands, and whether text of several lines goes on. */
function endsOpen(node: DocumentNode): boolean {
  if (node.kind === 'scalar') return node.raw === '' || (!node.quoted && node.raw.includes('\n'));
  const last = node.kind === 'map' ? node.entries.at(-1)?.value : node.items.at(-1);
  return last !== undefined && endsOpen(last);
}

function countKeys(node: DocumentNode): number {
  if (node.kind === 'scalar') return 0;
  if (node.kind === 'list') return node.items.reduce((sum, item) => sum + countKeys(item), 0);
  return node.entries.reduce((sum, { value }) => sum + 1 + countKeys(value), 0);
}
