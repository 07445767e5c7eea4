import type { Position } from '#protocol/problem.ts';
import { deepestNesting } from '../documents/node.ts';
import { quoteFound } from '../documents/problems.ts';

export type JsonElement =
  | { readonly kind: 'value'; readonly start: Position; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly start: Position }
  | { readonly kind: 'too-deep'; readonly start: Position }
  | {
      readonly kind: 'fault';
      readonly start: Position;
      readonly code: string;
      readonly message: string;
      readonly next: string;
    };

/** The keys of a top-level object that may hold the rows. The first of them with a list counts. */
const listKeys = ['cases', 'rows', 'data'];

/** What the next byte that is no white space belongs to. */
type Place = 'start' | 'list' | 'object' | 'colon' | 'member' | 'end' | 'failed';

/** What the value being walked over is for. */
type Purpose = 'element' | 'key' | 'nothing';

/**
 * Finds where the elements of a list begin and end, byte by byte, without building anything: brackets and strings are all
 * that matters for that. Whether an element is sound is for `JSON.parse` to say.
 */
export class JsonElements {
  private readonly longest: number;
  private place: Place = 'start';
  private purpose: Purpose | undefined;
  private found: JsonElement[] = [];

  /** Of the value being walked over. */
  private depth = 0;
  private inString = false;
  private escaped = false;
  private valueStart: Position = { line: 1, column: 1 };
  private readonly pieces: Uint8Array[] = [];
  private kept = 0;
  private keeping = false;

  private listIn: 'root' | 'object' = 'root';
  private sawList = false;
  private key = '';
  private lastMark: 'comma' | 'value' | 'bracket' = 'bracket';

  private line = 1;
  /** Offset, in bytes since the start of the current piece, where column 1 of the line would be. */
  private columnBase = 0;

  constructor(longest: number) {
    this.longest = longest;
  }

  feed(bytes: Uint8Array): JsonElement[] {
    let at = 0;
    while (at < bytes.byteLength && this.place !== 'failed') {
      if (this.purpose === undefined) {
        this.between(bytes[at] ?? 0, at);
        if (this.purpose === undefined) at += 1;
      } else {
        at = this.walk(bytes, at);
      }
    }
    this.columnBase -= bytes.byteLength;
    return this.give();
  }

  finish(): JsonElement[] {
    if (this.place === 'end' && !this.sawList) {
      const allowed = listKeys.map((key) => `"${key}"`).join(', ');
      const message = `The file holds an object without a list under ${allowed}.`;
      this.fail('json-no-list', message, 'Put the rows into a list under "cases".', 0);
    } else if (this.place !== 'start' && this.place !== 'end' && this.place !== 'failed') {
      const message = 'The file ends before its list does: it may have been cut off.';
      this.fail('json-truncated', message, 'Complete the file, or fetch it again.', 0);
    }
    return this.give();
  }

  private give(): JsonElement[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  private position(at: number): Position {
    return { line: this.line, column: at - this.columnBase + 1 };
  }

  private fail(code: string, message: string, next: string, at: number): void {
    this.found.push({ kind: 'fault', start: this.position(at), code, message, next });
    this.place = 'failed';
  }

  /** A byte that is not part of a value. Leaves it to `walk` where a value begins. */
  private between(byte: number, at: number): void {
    if (byte === lineFeed) {
      this.line += 1;
      this.columnBase = at + 1;
    }
    if (isSpace(byte)) return;
    switch (this.place) {
      case 'start':
        return this.atStart(byte, at);
      case 'list':
        return this.inList(byte, at);
      case 'object':
        return this.inObject(byte, at);
      case 'colon':
        if (byte === colon) this.place = 'member';
        else this.unexpected(byte, at, '":"');
        return undefined;
      case 'member':
        return this.atMember(byte, at);
      case 'end':
        return this.afterEnd(byte, at);
      case 'failed':
        return undefined;
    }
  }

  private atStart(byte: number, at: number): void {
    if (byte === openList) this.enterList('root');
    else if (byte === openObject) this.enter('object');
    else {
      const message = `The file starts with ${shown(byte)}, which is not how JSON starts.`;
      const next = 'Give the file the ending of what it is: .jsonl, .csv, .yml.';
      this.fail('wrong-format', message, next, at);
    }
  }

  private enter(place: Place): void {
    this.place = place;
    this.lastMark = 'bracket';
  }

  private enterList(within: 'root' | 'object'): void {
    this.listIn = within;
    this.sawList = true;
    this.enter('list');
  }

  private inList(byte: number, at: number): void {
    if (byte === closeList) {
      if (!this.mayClose(at)) return;
      this.lastMark = 'value';
      this.place = this.listIn === 'root' ? 'end' : 'object';
    } else if (byte === comma && this.lastMark === 'value') this.lastMark = 'comma';
    else if (byte === comma || byte === colon || byte === closeObject)
      this.unexpected(byte, at, 'a row or "]"');
    else if (this.lastMark === 'value') this.unexpected(byte, at, '"," or "]"');
    else this.begin('element', at);
  }

  private inObject(byte: number, at: number): void {
    if (byte === closeObject) {
      if (this.mayClose(at)) this.place = 'end';
    } else if (byte === comma && this.lastMark === 'value') this.lastMark = 'comma';
    else if (byte === quote && this.lastMark !== 'value') this.begin('key', at);
    else this.unexpected(byte, at, this.lastMark === 'value' ? '"," or "}"' : 'a key in quotes');
  }

  private mayClose(at: number): boolean {
    if (this.lastMark !== 'comma') return true;
    const message = 'JSON has no comma before a closing bracket.';
    this.fail('json-trailing-comma', message, 'Remove the comma.', at);
    return false;
  }

  private atMember(byte: number, at: number): void {
    if (byte === openList && !this.sawList && listKeys.includes(this.key)) this.enterList('object');
    else this.begin('nothing', at);
  }

  private afterEnd(byte: number, at: number): void {
    if (byte === openObject && !this.sawList) {
      const message = 'The file looks like JSON Lines: a second object follows the first.';
      this.fail('wrong-format', message, 'Rename it to .jsonl.', at);
    } else this.unexpected(byte, at, 'the end of the file');
  }

  private unexpected(byte: number, at: number, wanted: string): void {
    const message = `Found ${shown(byte)} where ${wanted} is expected.`;
    this.fail('json-syntax', message, 'Correct the text here.', at);
  }

  private begin(purpose: Purpose, at: number): void {
    this.purpose = purpose;
    this.valueStart = this.position(at);
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.keeping = purpose !== 'nothing';
  }

  /** Goes on to the end of the value or of the bytes; gives the offset after it. */
  private walk(bytes: Uint8Array, from: number): number {
    const begun = this.depth > 0 || this.inString || this.kept > 0 || this.pieces.length > 0;
    let at = from;
    let ended = false;
    let first = !begun;
    for (; at < bytes.byteLength && !ended; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80) {
        // Columns count UTF-16 units: a continuation byte adds none, a sequence of four bytes is two.
        if (byte < 0xc0) this.columnBase += 1;
        else if (byte >= 0xf0) this.columnBase -= 1;
      } else if (byte === lineFeed) {
        this.line += 1;
        this.columnBase = at + 1;
      }
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === backslash) this.escaped = true;
        else if (byte === quote) {
          this.inString = false;
          ended = this.depth === 0;
        }
      } else if (byte === openObject || byte === openList) {
        this.depth += 1;
        if (this.depth > deepestNesting) this.giveUp('too-deep');
      } else if (byte === closeObject || byte === closeList) {
        if (this.depth === 0) break;
        this.depth -= 1;
        ended = this.depth === 0;
      } else if (byte === quote) {
        if (this.depth === 0 && !first) break;
        this.inString = true;
      } else if (this.depth === 0 && (byte === comma || byte === colon || isSpace(byte))) {
        // `between` counts this line feed.
        if (byte === lineFeed) this.line -= 1;
        break;
      }
      first = false;
    }
    const stopped = ended || at < bytes.byteLength;
    this.keep(bytes.subarray(from, at));
    if (stopped) this.end();
    return at;
  }

  private keep(bytes: Uint8Array): void {
    if (!this.keeping || bytes.byteLength === 0) return;
    this.pieces.push(bytes);
    this.kept += bytes.byteLength;
    if (this.kept > this.longest) this.giveUp('too-large');
  }

  private giveUp(kind: 'too-large' | 'too-deep'): void {
    if (!this.keeping) return;
    this.keeping = false;
    this.pieces.length = 0;
    if (this.purpose === 'element') this.found.push({ kind, start: this.valueStart });
  }

  private end(): void {
    const { purpose } = this;
    this.purpose = undefined;
    const [only] = this.pieces;
    const bytes = this.pieces.length === 1 && only ? only : Buffer.concat(this.pieces);
    this.pieces.length = 0;
    this.kept = 0;
    this.lastMark = 'value';
    if (purpose === 'key') {
      this.key = bytes.byteLength < 16 ? Buffer.from(bytes).toString().slice(1, -1) : '';
      this.place = 'colon';
    } else if (purpose === 'nothing') this.place = 'object';
    else if (this.keeping) this.found.push({ kind: 'value', start: this.valueStart, bytes });
  }
}

const lineFeed = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === lineFeed || byte === 0x0d || byte === 0x09;
}

function shown(byte: number): string {
  return byte < 0x80 ? quoteFound(String.fromCharCode(byte)) : 'a character outside of ASCII';
}
