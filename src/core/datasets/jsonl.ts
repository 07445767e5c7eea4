import { isAscii, isUtf8 } from 'node:buffer';
import type { Position, Problem } from '#protocol/problem.ts';
import { decodeSource } from '../documents/source.ts';
import { withoutStacks } from '../documents/withoutStacks.ts';
import { longestRow, type DatasetReader, type DatasetRow } from './dataset.ts';
import { placeAt, type Faults } from './faults.ts';
import { lineProblem, wrongFormat } from './jsonlIntent.ts';
import { parseRow, rowTooLarge } from './jsonRow.ts';
import { scanRows, type RowScan } from './rowScan.ts';

/** JSON Lines: one object a line. Only a line feed ends a line, a carriage return before it is white space. */
export const jsonl: DatasetReader = {
  endings: ['.jsonl', '.ndjson'],
  rows: (source, file, tell) => scanRows(source, file, tell, (faults) => new LineScan(faults)),
};

const lineFeed = 0x0a;

class LineScan implements RowScan {
  stopped = false;
  private readonly faults: Faults;
  private readonly begun: Uint8Array[] = [];
  private begunBytes = 0;
  private skipping = false;
  /** Of the first line that is not complete yet. */
  private line = 1;
  private rows: DatasetRow[] = [];
  private isFirst = true;
  /** Whether the line being parsed has its line feed. */
  private ended = true;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  feed(bytes: Uint8Array): DatasetRow[] {
    let rest = bytes;
    if (this.skipping) {
      const end = rest.indexOf(lineFeed);
      if (end === -1) return [];
      rest = rest.subarray(end + 1);
      this.skipping = false;
      this.line += 1;
    }
    const complete = rest.lastIndexOf(lineFeed) + 1;
    if (complete > 0) {
      this.keep(rest.subarray(0, complete));
      this.takeBlock(this.release());
    }
    this.keep(rest.subarray(complete));
    if (this.begunBytes > longestRow) {
      this.release();
      this.skipping = true;
      this.faults.add(rowTooLarge(this.faults.file, this.line));
    }
    return this.give();
  }

  finish(): DatasetRow[] {
    if (this.begunBytes > 0 && !this.stopped) this.takeBlock(this.release());
    return this.give();
  }

  private keep(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.begun.push(bytes);
    this.begunBytes += bytes.byteLength;
  }

  private release(): Uint8Array {
    const [only] = this.begun;
    const whole = this.begun.length === 1 && only ? only : Buffer.concat(this.begun);
    this.begun.length = 0;
    this.begunBytes = 0;
    return whole;
  }

  private give(): DatasetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  /** Decodes many lines at once where that can be done, which is ten times as fast as line by line. */
  private takeBlock(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    withoutStacks(() => {
      if (isAscii(buffer)) this.takeLines(buffer.toString('latin1'));
      else if (isUtf8(buffer)) this.takeLines(buffer.toString('utf8'));
      else this.takeBrokenBlock(buffer);
    });
  }

  private takeLines(text: string): void {
    for (let start = 0; start < text.length && !this.stopped;) {
      const found = text.indexOf('\n', start);
      const end = found === -1 ? text.length : found;
      this.takeLine(text.slice(start, end), found !== -1);
      start = end + 1;
    }
  }

  private takeBrokenBlock(bytes: Buffer): void {
    for (let start = 0; start < bytes.byteLength && !this.stopped;) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found === -1 ? bytes.byteLength : found;
      const line = bytes.subarray(start, end);
      if (isUtf8(line)) this.takeLine(line.toString('utf8'), found !== -1);
      else this.refuseBytes(line);
      start = end + 1;
    }
  }

  private refuseBytes(line: Uint8Array): void {
    const [problem] = decodeSource(line, this.faults.file).problems;
    const range = placeAt(this.line, problem?.range.start.column);
    if (problem !== undefined) this.faults.add({ ...problem, range });
    this.line += 1;
  }

  private takeLine(text: string, ended: boolean): void {
    const { line } = this;
    this.line += 1;
    if (text.length > longestRow) {
      this.faults.add(rowTooLarge(this.faults.file, line));
      return;
    }
    if (text.charCodeAt(0) !== 0x7b && text.trim() === '') return;
    if (this.isFirst) {
      this.isFirst = false;
      const wrong = wrongFormat(text, line, this.faults.file);
      if (wrong !== undefined) {
        this.faults.add(wrong);
        this.stopped = true;
        return;
      }
    }
    this.ended = ended;
    const values = parseRow(text, { line, column: 1 }, this.faults, this.explain);
    if (values !== undefined) this.rows.push({ line, values });
  }

  private readonly explain = (text: string, start: Position, file: string): Problem =>
    lineProblem(text.endsWith('\r') ? text.slice(0, -1) : text, start, file, this.ended);
}
