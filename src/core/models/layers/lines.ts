import type { Files } from '../../ports.ts';

export interface FileLine {
  /** From 1. */
  readonly line: number;
  /** Without its line end; `undefined` where it is longer than `longestLine`. */
  readonly text: string | undefined;
}

/** UTF-16 units. A reply of this length is no reply. */
const longestLine = 16 * 1024 * 1024;

/** A text file line by line, without holding more than one piece of it. Throws `FileError`. */
export async function* readLines(files: Files, path: string): AsyncGenerator<FileLine> {
  const decoder = new TextDecoder();
  let line = 0;
  let rest = '';
  let isTooLong = false;
  const cut = (text: string): FileLine => {
    line += 1;
    const whole: FileLine = { line, text: isTooLong ? undefined : text };
    isTooLong = false;
    return whole;
  };
  for await (const piece of files.stream(path)) {
    const text = decoder.decode(piece, { stream: true });
    if (text.includes('\n')) {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) yield cut(part.endsWith('\r') ? part.slice(0, -1) : part);
    } else rest += text;
    if (rest.length > longestLine) {
      rest = '';
      isTooLong = true;
    }
  }
  rest += decoder.decode();
  if (rest !== '' || isTooLong) yield cut(rest);
}
