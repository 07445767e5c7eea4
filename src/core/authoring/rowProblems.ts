import { didYouMean, nearest } from '../documents/nearest.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import { missingVariable, missingVariables } from '../prompts/missingVariables.ts';
import { filledTexts } from '../prompts/filledTexts.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { columnsOf } from './columns.ts';
import type { OutlinedCase } from './outlinedCase.ts';

const mostProblems = 50;

/**
 * Placeholders that cases in datasets leave empty: at the placeholder where no case fills it, otherwise at the rows that
 * do not. The cases beside the prompt are linted with it.
 */
export function rowProblems(prompt: Prompt, cases: readonly OutlinedCase[]): readonly Problem[] {
  const missing = missingVariables(prompt.variants);
  const lacking = new Map<string, OutlinedCase['testCase'][]>();
  for (const { testCase } of cases) {
    for (const name of missing(testCase.values)) {
      const others = lacking.get(name);
      if (others === undefined) lacking.set(name, [testCase]);
      else others.push(testCase);
    }
  }
  // Without a case from a dataset lint has said it all.
  if (cases.every(({ testCase }) => testCase.source.file === prompt.file)) return [];
  const problems: Problem[] = [];
  for (const [name, without] of lacking) {
    if (without.length === cases.length) problems.push(...nowhere(prompt, name, cases));
    else
      problems.push(
        ...without
          .filter(({ source }) => source.file !== prompt.file)
          .slice(0, mostProblems)
          .map((testCase) => missingVariable(testCase, name)),
      );
  }
  return problems.slice(0, mostProblems);
}

/** In the words that lint has for the cases beside a prompt. */
function nowhere(prompt: Prompt, name: string, cases: readonly OutlinedCase[]): readonly Problem[] {
  const columns = columnsOf(cases).map((column) => column.name);
  const suggestion = nearest(name, columns);
  return placesOf(prompt, name).map((range) => ({
    ...errorAt(
      prompt.file,
      range,
      'variable-missing',
      `No case has a value for ${quoteFound(name)}.`,
      `${didYouMean(name, columns)}Write a name that the cases have, or add this one to every case.`,
    ),
    ...(suggestion === undefined ? {} : { suggestion }),
  }));
}

function placesOf(prompt: Prompt, name: string): readonly TextRange[] {
  return filledTexts(prompt).flatMap(({ variables }) =>
    variables.flatMap((variable) => (variable.name === name ? [variable.range] : [])),
  );
}
