/**
 * Counts the quotation marks of each row that stand where none can: inside of a cell without quotes, or behind the
 * closing one. The parser makes an error of each, with a copy of the cell as it is so far: a row of thousands would take
 * it minutes.
 */
export class StrayQuotes {
  private readonly delimiter: number;
  private state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  private count = 0;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** The offset after which nothing is to be parsed: where a row has more than `most` of them. Bytes come in order. */
  tooManyAt(bytes: Uint8Array, most: number): number | undefined {
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === quote) {
        if (this.state === 'start' || this.state === 'closed') this.state = 'quoted';
        else if (this.state === 'quoted') this.state = 'closed';
        else this.count += 1;
        if (this.count > most) return at;
      } else if (this.state !== 'quoted') {
        if (byte === feed || byte === carriage) {
          this.state = 'start';
          this.count = 0;
        } else if (byte === this.delimiter) this.state = 'start';
        else {
          if (this.state === 'closed') this.count += 1;
          this.state = 'plain';
        }
      }
    }
    return undefined;
  }
}

const quote = 0x22;
const feed = 0x0a;
const carriage = 0x0d;
