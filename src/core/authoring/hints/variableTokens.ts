import type { TextRange } from '#protocol/problem.ts';
import { filledTexts } from '../../prompts/filledTexts.ts';
import type { Prompt } from '../../prompts/prompt.ts';

/** A variable in the text of a prompt. */
export interface VariableToken {
  readonly range: TextRange;
  /** Some case has a value for it, or nothing is known of the cases. */
  readonly isKnown: boolean;
}

/** Each place once, in file order, those that stand on one line. `names`: what cases have; empty: nothing is known. */
export function variableTokens(
  prompt: Prompt,
  names: ReadonlySet<string>,
): readonly VariableToken[] {
  const found = new Map<string, VariableToken>();
  for (const { variables } of filledTexts(prompt)) {
    for (const { name, range } of variables) {
      const { start, end } = range;
      if (start.line !== end.line) continue;
      const isKnown =
        names.size === 0 || names.has(name) || names.has(name.split('.', 1)[0] ?? name);
      found.set(`${start.line}:${start.column}`, { range, isKnown });
    }
  }
  return [...found.values()].toSorted(
    ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.column - b.column,
  );
}
