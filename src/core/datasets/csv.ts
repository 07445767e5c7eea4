import { parse, type CsvError, type InfoRecord, type Parser } from 'csv-parse';
import type { JsonObject } from '#base/json.ts';
import { csvTrouble, delimiterOf, headerProblems, raggedRow } from './csvProblems.ts';
import { longestRow, type DatasetReader, type DatasetRow } from './dataset.ts';
import { withoutStacks } from '../documents/withoutStacks.ts';
import type { Faults } from './faults.ts';
import { LineCount } from './lineCount.ts';
import { scanRows, type RowScan } from './rowScan.ts';
import { StrayQuotes } from './strayQuotes.ts';
import { Utf8Watch } from './utf8Watch.ts';

/** Comma-separated values, RFC 4180, with a header. Cells stay strings: `007` and `TRUE` mean what the metric makes of them. */
export const csv: DatasetReader = {
  endings: ['.csv'],
  rows: (source, file, tell) => scanRows(source, file, tell, (faults) => new CsvScan(faults, ',')),
};

/** The same with tabs between the cells. */
export const tsv: DatasetReader = {
  endings: ['.tsv'],
  rows: (source, file, tell) => scanRows(source, file, tell, (faults) => new CsvScan(faults, '\t')),
};

const longestHeader = 64 * 1024;
/** A row with more of them is no row that somebody only forgot to quote. */
const mostStrayQuotes = 64;

class CsvScan implements RowScan {
  stopped = false;
  private readonly faults: Faults;
  private readonly delimiter: string;
  private readonly lines = new LineCount();
  private readonly utf8: Utf8Watch;
  private head: Uint8Array | undefined = new Uint8Array();
  private parser: Parser | undefined;
  private strayQuotes: StrayQuotes | undefined;
  private header: readonly string[] | undefined;
  private rows: DatasetRow[] = [];
  /** Where the next record starts, if no blank line comes first. */
  private nextLine = 1;
  private blankLines = 0;
  private afterSkipped = false;
  private troubledLine = 0;

  constructor(faults: Faults, delimiter: string) {
    this.faults = faults;
    this.delimiter = delimiter;
    this.utf8 = new Utf8Watch(faults);
  }

  async feed(bytes: Uint8Array): Promise<DatasetRow[]> {
    if (this.head === undefined) await this.write(bytes);
    else {
      this.head = this.head.byteLength === 0 ? bytes : Buffer.concat([this.head, bytes]);
      const whole = this.head.byteLength >= longestHeader || endOfLine(this.head) !== -1;
      if (whole) await this.writeHead(this.head);
    }
    return this.give();
  }

  async finish(): Promise<DatasetRow[]> {
    if (this.head !== undefined && this.head.byteLength > 0) await this.writeHead(this.head);
    const { parser } = this;
    if (parser === undefined) return [];
    if (this.stopped) parser.destroy();
    else {
      this.utf8.finish(this.lines.total + 1);
      await new Promise<void>((resolve) => {
        parser.once('end', resolve).once('error', resolve).resume();
        parser.end();
      });
    }
    return this.give();
  }

  private give(): DatasetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  /** The parser needs to know the delimiter before its first byte. */
  private async writeHead(head: Uint8Array): Promise<void> {
    this.head = undefined;
    const end = endOfLine(head);
    const line = Buffer.from(head.subarray(0, end === -1 ? head.byteLength : end)).toString();
    const delimiter = delimiterOf(line, this.delimiter, this.faults);
    this.strayQuotes = new StrayQuotes(delimiter);
    this.parser = parse({
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: longestRow,
      on_record: (record: string[], info) => {
        this.takeRecord(record, info);
        return null;
      },
      on_skip: (error) => {
        if (error !== undefined) this.takeTrouble(error);
        return undefined;
      },
    });
    // Without a hearer an error would end the process; `write` and `finish` deal with it.
    this.parser.on('error', () => undefined);
    await this.write(head);
  }

  private async write(bytes: Uint8Array): Promise<void> {
    const { parser } = this;
    if (parser === undefined || this.stopped) return;
    if (!this.utf8.accepts(bytes, this.lines.total + 1)) {
      this.stopped = true;
      return;
    }
    const end = this.strayQuotes?.tooManyAt(bytes, mostStrayQuotes);
    if (end !== undefined) {
      await this.parse(bytes.subarray(0, end));
      this.refuseQuotes();
      return;
    }
    await this.parse(bytes);
  }

  private async parse(bytes: Uint8Array): Promise<void> {
    const { parser } = this;
    if (parser === undefined) return;
    this.lines.add(bytes);
    const failed = await new Promise<boolean>((resolve) => {
      withoutStacks(() =>
        parser.write(bytes, (error) => {
          resolve(error instanceof Error);
        }),
      );
    });
    if (failed) this.refuseQuotes();
  }

  /** What follows is not parsed. */
  private refuseQuotes(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.tellTrouble('CSV_INVALID_CLOSING_QUOTE', this.nextLine);
  }

  /** Once for each row: the parser finds every quote of it. */
  private tellTrouble(code: CsvError['code'], line: number): void {
    if (line === this.troubledLine) return;
    this.troubledLine = line;
    this.faults.add(csvTrouble(code, this.faults.file, line));
  }

  private takeRecord(record: readonly string[], info: InfoRecord): void {
    if (this.stopped) return;
    const ended = this.lines.before(info.bytes);
    const line = ended.count + 1 - (ended.last === info.bytes - 1 ? 1 : 0) - lineFeedsIn(record);
    this.nextLine = ended.count + 1;
    this.blankLines = info.empty_lines;
    this.afterSkipped = false;
    if (this.header === undefined) this.takeHeader(record, line);
    else if (record.length !== this.header.length)
      this.faults.add(raggedRow(this.faults.file, line, record.length, this.header.length));
    else this.rows.push({ line, values: rowOf(this.header, record) });
  }

  private takeHeader(record: readonly string[], line: number): void {
    this.header = record.map((name) => name.trim());
    const problems = headerProblems(this.header, line, this.faults.file);
    for (const problem of problems) this.faults.add(problem);
    this.stopped = problems.length > 0;
  }

  /**
   * The parser does not say where the record started: where the one before ended. After one that was skipped too, the
   * parser's own count has to do, which line ends inside of quotes make too high.
   */
  private takeTrouble(error: CsvError): void {
    if (this.stopped) return;
    const blank = Number(error['empty_lines'] ?? this.blankLines) - this.blankLines;
    const counted = this.afterSkipped ? Number(error['lines'] ?? 0) : 0;
    const line = Math.min(Math.max(this.nextLine + blank, counted), this.lines.total + 1);
    this.afterSkipped = true;
    this.tellTrouble(error.code, line);
    if (error.code === 'CSV_MAX_RECORD_SIZE') this.stopped = true;
  }
}

function rowOf(header: readonly string[], record: readonly string[]): JsonObject {
  const values: Record<string, string> = {};
  for (let at = 0; at < header.length; at += 1) values[header[at] ?? ''] = record[at] ?? '';
  return values;
}

function lineFeedsIn(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

function endOfLine(bytes: Uint8Array): number {
  const feed = bytes.indexOf(0x0a);
  return feed === -1 ? bytes.indexOf(0x0d) : feed;
}
