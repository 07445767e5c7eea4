/** Beyond this the table of the comparison gets too large for a document that opens at once. */
const mostCells = 4_000_000;
const context = 3;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * The lines that are different, each with three of their surroundings, in unified form without a head. Empty where the texts are
 * the same; `undefined` where they are too long to be compared line by line.
 */
export function lineDiff(before: string, after: string): string | undefined {
  if (before === after) return '';
  const lines = diffLines(linesOf(before), linesOf(after));
  return lines === undefined ? undefined : hunks(lines).join('\n');
}

function linesOf(text: string): readonly string[] {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
}

function diffLines(
  before: readonly string[],
  after: readonly string[],
): readonly Line[] | undefined {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start])
    start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const gone = before.slice(start, before.length - end);
  const come = after.slice(start, after.length - end);
  if (gone.length * come.length > mostCells) return undefined;
  return [
    ...same(before.slice(0, start)),
    ...longestCommon(gone, come),
    ...same(before.slice(before.length - end)),
  ];
}

function same(lines: readonly string[]): readonly Line[] {
  return lines.map((text) => ({ mark: ' ', text }));
}

/** By the lengths of the longest common subsequences of all ends of the two. */
function longestCommon(gone: readonly string[], come: readonly string[]): readonly Line[] {
  const width = come.length + 1;
  const lengths = new Uint32Array((gone.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = gone.length - 1; row >= 0; row -= 1) {
    for (let column = come.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        gone[row] === come[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let row = 0;
  let column = 0;
  while (row < gone.length || column < come.length) {
    const left = gone[row];
    const right = come[column];
    if (left !== undefined && left === right) {
      lines.push({ mark: ' ', text: left });
      row += 1;
      column += 1;
    } else if (
      left !== undefined &&
      (right === undefined || at(row + 1, column) >= at(row, column + 1))
    ) {
      lines.push({ mark: '-', text: left });
      row += 1;
    } else {
      lines.push({ mark: '+', text: right ?? '' });
      column += 1;
    }
  }
  return lines;
}

function hunks(lines: readonly Line[]): readonly string[] {
  const changed = lines.flatMap(({ mark }, place) => (mark === ' ' ? [] : [place]));
  const shown: string[] = [];
  let next = 0;
  for (const place of changed) {
    const from = Math.max(next, place - context);
    if (from > next || shown.length === 0) shown.push('@@');
    const to = Math.min(lines.length, place + context + 1);
    for (const { mark, text } of lines.slice(from, to)) shown.push(`${mark}${text}`);
    next = Math.max(next, to);
  }
  return shown;
}
