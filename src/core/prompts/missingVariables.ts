import type { JsonObject } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { compileConversation } from './conversation.ts';
import type { PromptVariant } from './prompt.ts';

/**
 * Prepares the question that every row of a dataset is asked before anything is sent: which
 * variables of these variants does it not fill? The answer holds each name once.
 */
export function missingVariables(
  variants: readonly Pick<PromptVariant, 'messages' | 'template'>[],
): (values: JsonObject) => readonly string[] {
  const asked = variants
    .map((variant) => compileConversation(variant))
    .filter(({ variables }) => variables.length > 0);
  return (values) => {
    let missing: readonly string[] = none;
    for (const conversation of asked) {
      const more = conversation.missing(values);
      if (more.length === 0) continue;
      missing = missing.length === 0 ? more : [...new Set([...missing, ...more])];
    }
    return missing;
  };
}

/** What is told of a row that does not fill a variable. */
export function missingVariable(testCase: EvalCase, variable: string): Problem {
  const at = { line: testCase.source.line, column: 1 };
  return {
    code: 'variable-missing',
    severity: 'error',
    file: testCase.source.file,
    range: { start: at, end: at },
    message: `The case "${testCase.id}" has no value for {{${variable}}}.`,
    allowed: `It has: ${Object.keys(testCase.values).slice(0, 12).join(', ')}.`,
    next: `Add "${variable}" to the case, map a column to it, or take it out of the prompt.`,
  };
}

const none: readonly never[] = [];
