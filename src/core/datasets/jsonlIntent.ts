import type { Position, Problem, TextRange } from '#protocol/problem.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import { placeAt } from './faults.ts';
import { syntaxProblem } from './jsonRow.ts';

/** Whether the first line of a `.jsonl` file shows that the file is something else, so that one problem says it for all lines. */
export function wrongFormat(text: string, line: number, file: string): Problem | undefined {
  const trimmed = text.trim();
  const guess = guesses.find((one) => one.matches(trimmed));
  if (guess === undefined) return undefined;
  return errorAt(
    file,
    placeAt(line),
    'wrong-format',
    `The file looks like ${guess.name}, not like JSON Lines: it starts with ${quoteFound(trimmed)}.`,
    guess.next,
    'one JSON object a line',
  );
}

const asJson = 'Rename it to .json, or write each object on one line.';

const guesses: readonly {
  readonly name: string;
  readonly next: string;
  matches(line: string): boolean;
}[] = [
  { name: 'a JSON list', next: asJson, matches: (line) => line.startsWith('[') },
  {
    name: 'one JSON object over several lines',
    next: asJson,
    matches: (line) => line.startsWith('{') && /[^}],$|[{[]$/.test(line),
  },
  {
    name: 'YAML',
    next: 'Rename it to .yml.',
    matches: (line) => /^(?:---$|- |[\w-]+:(?: |$))/.test(line),
  },
  {
    name: 'CSV',
    next: 'Rename it to .csv.',
    matches: (line) => /^["\w][^{}[\]:]*[,;\t]/.test(line),
  },
];

/** What is wrong with one line, said in terms of lines rather than of a whole JSON file. */
export function lineProblem(text: string, start: Position, file: string, ended: boolean): Problem {
  const { length } = text.trimEnd();
  const fromColumn = (column: number): TextRange => ({
    start: { line: start.line, column },
    end: { line: start.line, column: column + 1 },
  });
  if (text[length - 1] === ',' && isObjectText(text.slice(0, length - 1))) {
    const message = 'The line ends with a comma, which JSON Lines does not have.';
    const next = 'Remove the comma.';
    return errorAt(file, fromColumn(length), 'json-trailing-comma', message, next);
  }
  if (/\r[^\r]/.test(text)) {
    const message =
      'The line has carriage returns in it: the file may end its lines with CR alone.';
    const next = 'Save the file with LF or CRLF at the ends of lines.';
    return errorAt(file, placeAt(start.line), 'line-ends', message, next);
  }
  const cause = syntaxProblem(text, start, file);
  const { column } = cause.range.start;
  if (cause.allowed === 'the end of the file') {
    const message = `The object ends before ${quoteFound(text.slice(column - 1))}.`;
    const next = 'Write each object on a line of its own.';
    return { ...cause, code: 'row-not-alone', message, next, allowed: 'one JSON object a line' };
  }
  const openText = text[column - 1] === '"' && cause.range.end.column > length;
  if (cause.code !== 'json-syntax' || (column <= length && !openText)) return cause;
  const message = ended
    ? 'The line stops in the middle of an object.'
    : 'The last line stops in the middle of an object: the file may have been cut off.';
  const next = ended
    ? 'Write each object on one line.'
    : 'Complete the line, or fetch the file again.';
  return { ...cause, code: 'row-truncated', message, next };
}

function isObjectText(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
