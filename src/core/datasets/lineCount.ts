/**
 * Counts lines by byte offset, because `csv-parse` counts a CRLF inside of quotes twice but gives exact offsets. A file
 * without any line feed in its first piece is taken to end its lines with carriage returns.
 */
export class LineCount {
  /** Line ends in all bytes so far. */
  total = 0;
  private end: number | undefined;
  private bytes = 0;
  /** Offsets of line ends that `before` has not passed yet. */
  private waiting: number[] = [];
  private first = 0;
  private passed = 0;
  private last = -1;

  add(bytes: Uint8Array): void {
    this.end ??= bytes.includes(0x0a) || !bytes.includes(0x0d) ? 0x0a : 0x0d;
    this.waiting = this.waiting.slice(this.first);
    this.first = 0;
    for (let at = bytes.indexOf(this.end); at !== -1; at = bytes.indexOf(this.end, at + 1)) {
      this.waiting.push(this.bytes + at);
      this.total += 1;
    }
    this.bytes += bytes.byteLength;
  }

  /** How many line ends stand before an offset, and the last of them. Offsets must not go back. */
  before(offset: number): { readonly count: number; readonly last: number } {
    for (let next = this.waiting[this.first]; next !== undefined && next < offset;) {
      this.last = next;
      this.passed += 1;
      this.first += 1;
      next = this.waiting[this.first];
    }
    return { count: this.passed, last: this.last };
  }
}
