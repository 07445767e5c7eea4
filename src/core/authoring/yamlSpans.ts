import { flowEnd, scanFlow } from './yamlFlow.ts';
import type { ScalarStyle, YamlGap, YamlPath, YamlSpan } from './yamlSpan.ts';
import { keyIn, plainEnd, quoteEnd } from './yamlTokens.ts';

interface Frame {
  readonly kind: 'map' | 'list';
  readonly indent: number;
  readonly keys: string[];
  step: string | number;
  /** What follows the key or the dash on its line. */
  holds: 'nothing' | 'text' | 'closed';
}

export interface YamlSpans {
  readonly spans: readonly YamlSpan[];
  /** Only where a cursor was given that no span covers, and something can be written there. */
  readonly gap: YamlGap | undefined;
}

/**
 * The keys and scalars of a YAML text by lines and indentation alone, so that half-written and broken
 * text gives what a person would see in it. Never throws; takes time in proportion to the text.
 */
export function yamlSpans(text: string, cursor?: number): YamlSpans {
  const scan = new Scan(text, cursor);
  let at = 0;
  while (at <= text.length) at = scan.line(at);
  scan.finish();
  return { spans: scan.spans, gap: scan.gap };
}

class Scan {
  readonly spans: YamlSpan[] = [];
  gap: YamlGap | undefined;
  private readonly text: string;
  private readonly cursor: number | undefined;
  private readonly frames: Frame[] = [];
  private block:
    | { readonly path: YamlPath; readonly start: number; readonly indent: number }
    | undefined;
  private blockEnd = 0;

  constructor(text: string, cursor: number | undefined) {
    this.text = text;
    this.cursor = cursor;
  }

  /** Reads the line that starts here, and as many more as what stands in it takes. Gives the next start. */
  line(start: number): number {
    const { text } = this;
    const end = lineEnd(text, start);
    const next = nextLine(text, end);
    const first = skipSpaces(text, start);
    const indent = first - start;
    if (first >= end) {
      if (this.isAtCursor(start, end)) this.blank((this.cursor ?? start) - start);
      return next;
    }
    if (this.block !== undefined) {
      if (indent > this.block.indent) {
        this.blockEnd = end;
        return next;
      }
      this.closeBlock();
    }
    if (text[first] === '#' || isMarker(text, start, end)) return next;
    this.leave(indent, text[first] === '-' && isSpaceOrEnd(text, first + 1));
    const after = this.content(first, start, end);
    return after <= end ? next : nextLine(text, lineEnd(text, after));
  }

  finish(): void {
    this.closeBlock();
  }

  private isAtCursor(start: number, end: number): boolean {
    return this.cursor !== undefined && this.cursor >= start && this.cursor <= end;
  }

  /** Leaves what the indentation closes. */
  private leave(indent: number, isDash: boolean): void {
    for (let top = this.frames.at(-1); top !== undefined; top = this.frames.at(-1)) {
      const stays =
        top.indent < indent || (top.indent === indent && (top.kind === 'list') === isDash);
      // A list may stand as far left as the key that holds it.
      const holds =
        top.indent === indent && top.kind === 'map' && isDash && top.holds === 'nothing';
      if (stays || holds) return;
      this.frames.pop();
    }
  }

  /** Dashes, then a key with its value, or a scalar. Gives where reading stopped. */
  private content(first: number, lineStart: number, end: number): number {
    const { text } = this;
    let at = first;
    let afterDash = -1;
    while (text[at] === '-' && isSpaceOrEnd(text, at + 1) && at < end) {
      this.item(at - lineStart);
      afterDash = at + 1;
      at = skipSpaces(text, at + 1);
    }
    const indent = at - lineStart;
    const key = at < end ? keyIn(text, at, end) : undefined;
    if (key !== undefined) {
      const frame = this.mapAt(indent);
      frame.step = key.name;
      frame.keys.push(key.name);
      frame.holds = 'nothing';
      const path = this.path();
      const { style } = key;
      this.add('key', path, style, at, key.end, at, key.end, false, frame.keys);
      return this.value(path, key.colon + 1, end, indent, frame, true);
    }
    const top = this.frames.at(-1);
    if (top?.kind === 'map' && top.indent === indent && afterDash < 0) {
      const stop = plainEnd(text, at, end);
      const name = text.slice(at, stop);
      top.keys.push(name);
      const path = [...this.path().slice(0, -1), name];
      this.add('key', path, 'plain', at, stop, at, stop, false, top.keys);
      return end;
    }
    if (top === undefined) {
      if (indent > 0 || '{["\''.includes(text[at] ?? ''))
        return this.value([], at, end, -1, undefined, true);
      const stop = plainEnd(text, at, end);
      this.add('key', [text.slice(at, stop)], 'plain', at, stop, at, stop, false, this.rootKeys);
      this.rootKeys.push(text.slice(at, stop));
      return end;
    }
    const isFirst = afterDash >= 0 || top.holds === 'nothing';
    return this.value(this.path(), afterDash >= 0 ? afterDash : at, end, top.indent, top, isFirst);
  }

  private readonly rootKeys: string[] = [];

  private item(column: number): void {
    const top = this.frames.at(-1);
    if (top?.kind === 'list' && top.indent === column) {
      top.step = Number(top.step) + 1;
      top.holds = 'nothing';
    } else this.frames.push({ kind: 'list', indent: column, keys: [], step: 0, holds: 'nothing' });
  }

  private mapAt(column: number): Frame {
    const top = this.frames.at(-1);
    if (top?.kind === 'map' && top.indent === column) return top;
    const keys = this.frames.length === 0 ? this.rootKeys : [];
    const frame: Frame = { kind: 'map', indent: column, keys, step: '', holds: 'nothing' };
    this.frames.push(frame);
    return frame;
  }

  /** What stands from here to the end of the line, or goes on below it. */
  private value(
    path: YamlPath,
    from: number,
    end: number,
    indent: number,
    frame: Frame | undefined,
    isFirst: boolean,
  ): number {
    const { text } = this;
    const at = Math.min(skipSpaces(text, from), end);
    const first = at < end ? text[at] : undefined;
    if (first === undefined || (first === '#' && at > from)) {
      this.add('value', path, 'empty', at, at, from, first === undefined ? end : at - 1, true);
      return end;
    }
    if (frame !== undefined) frame.holds = 'text';
    if (isFirst && (first === '|' || first === '>')) {
      this.block = { path, start: at, indent };
      this.blockEnd = end;
      return end;
    }
    if (isFirst && (first === '"' || first === "'")) {
      if (frame !== undefined) frame.holds = 'closed';
      const limit = this.flowLimit(end, indent);
      const stop = quoteEnd(text, at, limit) ?? limit;
      this.add('value', path, first === '"' ? 'double' : 'single', at, stop, from, stop, false);
      return stop;
    }
    if (isFirst && (first === '{' || first === '[')) {
      if (frame !== undefined) frame.holds = 'closed';
      const found = scanFlow(text, at, this.flowLimit(end, indent), path, this.cursor);
      this.spans.push(...found.spans);
      this.gap ??= found.gap;
      return found.end;
    }
    const stop = plainEnd(text, at, end);
    this.add(
      'value',
      path,
      'plain',
      at,
      stop,
      from,
      stop,
      isFirst && !text.slice(at, stop).includes(' '),
    );
    return end;
  }

  /** Asked once for neighbours with the same indentation: many short ones would else each look through all the rest. */
  private flowLimit(end: number, indent: number): number {
    const known = this.limit;
    if (known.indent !== indent || end < known.from || end > known.end)
      this.limit = { indent, from: end, end: flowEnd(this.text, end, indent) };
    return this.limit.end;
  }

  private limit = { indent: 0, from: 0, end: -1 };

  private closeBlock(): void {
    if (this.block === undefined) return;
    const { path, start } = this.block;
    this.add('value', path, 'block', start, this.blockEnd, start, this.blockEnd, false);
    this.block = undefined;
  }

  private path(): YamlPath {
    return this.frames.map(({ step }) => step);
  }

  private add(
    part: YamlSpan['part'],
    path: YamlPath,
    style: ScalarStyle,
    start: number,
    end: number,
    from: number,
    to: number,
    isOpen: boolean,
    siblings: readonly string[] = none,
  ): void {
    this.spans.push({ part, path, style, start, end, from, to, isOpen, isFlow: false, siblings });
  }

  /** A line without anything: the column says what could be written there. */
  private blank(column: number): void {
    if (this.block !== undefined && column > this.block.indent) {
      this.gap = {
        part: 'value',
        path: this.block.path,
        isOpen: false,
        isFlow: false,
        siblings: none,
      };
      return;
    }
    for (let depth = this.frames.length - 1; depth >= 0; depth -= 1) {
      const frame = this.frames[depth];
      if (frame === undefined || frame.indent > column) continue;
      const path = this.path().slice(0, depth + 1);
      if (frame.indent < column) {
        if (frame.holds === 'closed') return;
        const isOpen = frame.holds === 'nothing';
        this.gap = { part: 'value', path, isOpen, isFlow: false, siblings: none };
        return;
      }
      if (frame.kind === 'list') continue;
      this.gap = {
        part: 'key',
        path: [...path.slice(0, -1), ''],
        isOpen: false,
        isFlow: false,
        siblings: frame.keys,
      };
      return;
    }
    if (column > 0 || this.frames.some(({ indent }) => indent === 0)) return;
    this.gap = { part: 'key', path: [''], isOpen: false, isFlow: false, siblings: this.rootKeys };
  }
}

const none: readonly string[] = [];

function isMarker(text: string, start: number, end: number): boolean {
  const three = text.slice(start, start + 3);
  return (three === '---' || three === '...') && (start + 3 >= end || text[start + 3] === ' ');
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function isSpaceOrEnd(text: string, at: number): boolean {
  const found = text[at];
  return found === undefined || found === ' ' || found === '\t' || found === '\n' || found === '\r';
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

/** Past the last line it is past the text, so that whoever loops ends. */
function nextLine(text: string, end: number): number {
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
}
