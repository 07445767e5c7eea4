import { isUtf8 } from 'node:buffer';
import { errorAt } from '../documents/problems.ts';
import { decodeSource } from '../documents/source.ts';
import { placeAt, type Faults } from './faults.ts';

/** Checks bytes on their way to a parser that would replace what is not UTF-8 by question marks. */
export class Utf8Watch {
  private readonly faults: Faults;
  /** A character that the previous piece cut in two. */
  private begun: Uint8Array = new Uint8Array();
  private line = 1;
  private isFirst = true;
  /** Only then can a column be told on the first line of a piece. */
  private startsLine = true;
  private sawNul = false;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /** `false` after telling where the first bad byte stands. `line` is the line on which the bytes start. */
  accepts(bytes: Uint8Array, line: number): boolean {
    this.line = line;
    this.startsLine = this.isFirst;
    this.isFirst = false;
    this.findNul(bytes);
    const whole = this.begun.byteLength === 0 ? bytes : Buffer.concat([this.begun, bytes]);
    const cut = whole.byteLength - unfinished(whole);
    const sound = whole.subarray(0, cut);
    this.begun = whole.subarray(cut);
    if (isUtf8(sound)) return true;
    this.tell(sound);
    return false;
  }

  /** `line` is the last line. */
  finish(line: number): void {
    this.line = line;
    if (this.begun.byteLength > 0) this.tell(this.begun);
  }

  private tell(bytes: Uint8Array): void {
    const [problem] = decodeSource(bytes, this.faults.file).problems;
    if (problem === undefined) return;
    const { line, column } = problem.range.start;
    const range = placeAt(line + this.line - 1, line === 1 && !this.startsLine ? 1 : column);
    const message = 'The bytes here are not UTF-8; the file may be Latin-1 or Windows-1252.';
    this.faults.add({ ...problem, range, message });
  }

  private findNul(bytes: Uint8Array): void {
    const at = this.sawNul ? -1 : bytes.indexOf(0);
    if (at === -1) return;
    this.sawNul = true;
    let line = this.line;
    for (let end = bytes.indexOf(0x0a); end !== -1 && end < at; end = bytes.indexOf(0x0a, end + 1))
      line += 1;
    const message = 'The file holds a NUL byte.';
    const next = 'Remove it: the file may be damaged.';
    this.faults.add(errorAt(this.faults.file, placeAt(line), 'control-character', message, next));
  }
}

/** Length of a sequence at the end that needs more bytes than there are. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.byteLength; back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}
