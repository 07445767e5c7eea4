/** The last line of a case in a prompt file, without the blank lines and comments below it. Lines count from 1. */
export function lastLineOfCase(lines: readonly string[], first: number, last: number): number {
  for (let line = Math.min(last, lines.length); line > first; line -= 1) {
    if (!/^\s*(#|$)/.test(lines[line - 1] ?? '')) return line;
  }
  return first;
}
