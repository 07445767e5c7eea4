import { assertionTypes } from './assertionTypes.ts';
import type { RawAssertion } from './rawTest.ts';
import type { Place } from './reading.ts';

/**
 * What a cell `__expected` asserts: `type: value`, `not-type: value`, `type(threshold): value`; `fn:`, `eval:` and
 * `javascript:` are code, `grade:` is a rubric, and anything else has to be the reply.
 */
export function expectedOf(cell: string, at: Place): RawAssertion {
  const plain = { others: [], at };
  const [, word = '', rest = ''] =
    /^(javascript|fn|eval|grade|llm-rubric|python):([\s\S]*)$/.exec(cell) ?? [];
  if (word === 'python') return { type: 'python', value: rest.trim(), ...plain };
  if (word === 'grade' || word === 'llm-rubric')
    return { type: 'llm-rubric', value: rest, ...plain };
  if (word !== '') return { type: 'javascript', value: rest.trim(), ...plain };
  if (/^file:\/\/.*\.py(?::|$)/.test(cell)) return { type: 'python', value: cell, ...plain };
  if (/^file:\/\/.*\.[jt]s(?::|$)/.test(cell)) return { type: 'javascript', value: cell, ...plain };
  const [, not = '', type = '', points, value] = grammar.exec(cell) ?? [];
  if (type === '') return { type: 'equals', value: cell, ...plain };
  const threshold = points === undefined ? usualOf(type) : Number(points);
  return {
    type: `${not}${type}`,
    ...(value === undefined ? {} : { value: valueOf(type, value) }),
    ...(threshold === undefined ? {} : { threshold }),
    ...plain,
  };
}

const grammar = new RegExp(
  String.raw`^(not-)?(${[...assertionTypes.keys()].join('|')})(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$`,
);

/** Lists stand between commas. White space behind the colon is for the reader of the table. */
function valueOf(type: string, value: string): string | readonly string[] {
  if (!/^i?contains-(?:all|any)$/.test(type)) return value.trim();
  return value.split(',').map((one) => one.trim());
}

/** Where a table says none. In a YAML file `similar` takes 0.75. */
function usualOf(type: string): number | undefined {
  if (type === 'similar') return 0.8;
  return withThreshold.has(type) ? 0.75 : undefined;
}

const withThreshold = new Set([
  'answer-relevance',
  'classifier',
  'context-faithfulness',
  'context-recall',
  'context-relevance',
  'cost',
  'latency',
  'levenshtein',
  'perplexity-score',
  'perplexity',
  'rouge-n',
  'starts-with',
]);
