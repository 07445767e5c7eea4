import type { Problem } from '#protocol/problem.ts';
import type { YAMLError } from 'yaml';
import { errorAt, quoteFound } from './problems.ts';
import type { SourceText } from './source.ts';

/** The library's error in our words. */
export function syntaxProblem(error: YAMLError, source: SourceText): Problem {
  const [start, end] = error.pos;
  const { code, message, next } = wordings[error.code] ?? {};
  const found = quoteFound(lineAt(source.text, start));
  return errorAt(
    source.file,
    source.range(start, end),
    code ?? 'yaml-syntax',
    `${message ?? 'This is not YAML'}: ${found}.`,
    next ?? 'Correct the line; put text with special characters in quotes.',
  );
}

interface Wording {
  readonly code?: string;
  readonly message?: string;
  readonly next?: string;
}

const wordings: Readonly<Record<string, Wording>> = {
  TAB_AS_INDENT: {
    code: 'yaml-tab',
    message: 'A tab indents this line',
    next: 'Indent with spaces.',
  },
  BAD_INDENT: {
    message: 'The indentation does not fit the lines above',
    next: 'Indent the line like its neighbours, and close brackets on the lines they belong to.',
  },
  BAD_SCALAR_START: {
    message: 'A value without quotes cannot start like this',
    next: 'Put the value in quotes.',
  },
  BAD_DQ_ESCAPE: {
    message: 'A backslash in double quotes starts an escape that does not exist',
    next: 'Double the backslash, or use single quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A second ": " stands in one value',
    next: 'Put the value in quotes, or start a new line with its own key.',
  },
  BLOCK_IN_FLOW: {
    message: 'Lines with indentation stand inside brackets',
    next: 'Close the bracket first.',
  },
  MISSING_CHAR: {
    message: 'Something is missing, such as a closing quotation mark, a bracket, a comma or ":"',
    next: 'Add it, or put the value in quotes.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'A line without a key stands here',
    next: 'Write "key: value", and indent further lines of a value below a "|".',
  },
  UNEXPECTED_TOKEN: {
    message: 'Something stands here that does not belong',
    next: 'Remove it, or put the whole value in quotes.',
  },
  KEY_OVER_1024_CHARS: {
    message: 'A key is longer than 1,024 characters',
    next: 'Shorten it.',
  },
};

/** The line around an offset; of a long one, what is near. */
function lineAt(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 60), offset).split(/[\r\n]/);
  const after = text.slice(offset, offset + 60).split(/[\r\n]/, 1);
  return `${before.at(-1) ?? ''}${after[0] ?? ''}`.trim();
}
