/** A line without its newline. `complete`: the newline was there. */
export interface Line {
  readonly text: string;
  /** Length in the file, newline included. */
  readonly bytes: number;
  readonly complete: boolean;
}

/** A piece of a file, in bytes. */
export interface Span {
  readonly from: number;
  readonly bytes: number;
}

const newline = 0x0a;

/** Splits a file that Assay wrote into lines, some at a time, holding no more than one piece and one line. */
export async function* splitLines(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Line[]> {
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    const chunk = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    const lines: Line[] = [];
    let start = 0;
    for (
      let end = chunk.indexOf(newline);
      end >= 0;
      start = end + 1, end = chunk.indexOf(newline, start)
    ) {
      const text = chunk.toString('utf8', start, end);
      lines.push({ text, bytes: end + 1 - start, complete: true });
    }
    rest = chunk.subarray(start);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) {
    yield [{ text: rest.toString('utf8'), bytes: rest.length, complete: false }];
  }
}
