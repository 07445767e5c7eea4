import type { Problem } from '#protocol/problem.ts';
import { Lexer, Parser } from 'yaml';
import type { CST } from 'yaml';
import { deepestNesting } from './node.ts';
import type { DocumentLimits } from './node.ts';
import { errorAt, quoteFound } from './problems.ts';
import type { SourceText } from './source.ts';

/** What a look at the tokens gives, before anything recursive happens to them. */
export interface YamlScan {
  /** To be composed; `undefined`: too deep, or too many keys. */
  readonly parts: readonly CST.Token[] | undefined;
  readonly problems: readonly Problem[];
  /** Offsets of `{{` that are not inside quotes: a template that YAML takes for a map. */
  readonly braces: ReadonlySet<number>;
}

/**
 * Runs the two stages of the library that keep a stack of their own, and stops them where that grows too high or the keys
 * too many. The third stage, the composer, recurses: 2,000 bytes of brackets make it abort the process on Node 20 and 22,
 * which nothing can catch. Also finds what is refused by its first character.
 */
export function scanYaml(
  source: SourceText,
  text: string,
  limits: DocumentLimits,
  mayRefer = false,
): YamlScan {
  const problems: Problem[] = [];
  const braces = new Set<number>();
  const parts: CST.Token[] = [];
  const parser = new Parser();
  let keys = 0;
  let items = 0;
  let faults = 0;
  let firstFault: number | undefined;
  let offset = 0;
  let last = '';
  const report = (length: number, code: string, message: string, next: string): void => {
    const range = source.range(offset, offset + length);
    problems.push(errorAt(source.file, range, code, message, next));
  };

  for (const token of new Lexer().lex(text)) {
    const { length } = token;
    const isText = last === scalarMark;
    if (!isText && token === '{' && last === '{') {
      braces.add(offset - 1);
      problems.push(bracesAt(source, text, offset - 1));
    } else if (!isText && token === ':') keys += 1;
    else if (!isText && (token === '-' || token === ',')) items += 1;
    else if (!isText && refusals.has(token.charAt(0)) && !(mayRefer && /^[&*]/.test(token))) {
      const { code = '', what = '', next = '' } = refusals.get(token.charAt(0)) ?? {};
      report(length, code, `Found ${quoteFound(token)}; ${what} are not read.`, next);
    }
    if (keys > limits.maxKeys || items > limits.maxKeys) {
      const what = keys > limits.maxKeys ? 'keys' : 'list entries';
      const message = `The file has more than ${String(limits.maxKeys)} ${what}.`;
      report(
        length,
        'yaml-too-many-keys',
        message,
        'Move cases into a dataset file (.jsonl or .csv).',
      );
      return { parts: undefined, problems, braces };
    }
    for (const part of parser.next(token)) {
      if (part.type === 'error') {
        faults += 1;
        firstFault ??= offset;
      }
      parts.push(part);
    }
    if (faults + problems.length > mostFaults) {
      offset = firstFault ?? offset;
      const message = `This is not YAML: more than ${String(mostFaults)} faults begin here.`;
      report(length, 'yaml-syntax', message, 'Correct the first of them, or write the file anew.');
      return { parts: undefined, problems, braces };
    }
    if (parser.stack.length > highestStack) {
      const message = `Values nest deeper than ${String(deepestNesting)} levels here.`;
      report(length, 'yaml-too-deep', message, 'Write the file with fewer levels.');
      return { parts: undefined, problems, braces };
    }
    if (!marks.has(token)) offset += length;
    last = token;
  }
  for (const part of parser.end()) parts.push(part);
  return { parts, problems, braces };
}

/** The document below the collections and a scalar above them. Where exactly the limit lies is for `convertYaml`. */
const highestStack = deepestNesting + 2;

/** A text with more is none that a person wrote as YAML, and each of them takes time. */
export const mostFaults = 1000;

/** The lexer announces the text of a plain or block scalar with this. */
const scalarMark = '\u001F';

/** Tokens that stand for nothing in the text: document start, end of a broken flow collection, scalar. */
const marks: ReadonlySet<string> = new Set(['\u0002', '\u0018', scalarMark]);

interface Refusal {
  readonly code: string;
  readonly what: string;
  readonly next: string;
}

const refusals: ReadonlyMap<string, Refusal> = new Map([
  [
    '&',
    {
      code: 'yaml-alias',
      what: 'anchors',
      next: 'Remove the anchor, or put the value in quotes if it is text.',
    },
  ],
  [
    '*',
    {
      code: 'yaml-alias',
      what: 'aliases',
      next: 'Write the value out, or put it in quotes if it is text.',
    },
  ],
  [
    '!',
    {
      code: 'yaml-tag',
      what: 'tags',
      next: 'Remove the tag, or put the value in quotes if it is text.',
    },
  ],
  ['%', { code: 'yaml-directive', what: 'directives', next: 'Remove the line.' }],
]);

function bracesAt(source: SourceText, text: string, start: number): Problem {
  const shown = quoteFound(lineRest(text, start));
  const message = `YAML takes ${shown} for a map.`;
  const range = source.range(start, start + 2);
  return errorAt(source.file, range, 'yaml-braces', message, 'Put the value in quotes.');
}

/** The rest of the line; of a long one, its beginning. */
function lineRest(text: string, offset: number): string {
  return (text.slice(offset, offset + 100).split('\n', 1)[0] ?? '').trim();
}
