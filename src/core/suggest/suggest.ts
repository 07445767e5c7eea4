import type { EvalCase } from '#protocol/case.ts';
import type { UseCase } from '../metrics/useCases.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { fittingMetrics } from './fitting.ts';
import { guessUse } from './guessUse.ts';
import { recipes } from './recipes.ts';
import type { Listed, Suggested, Suggestion } from './suggestion.ts';
import { traitsOf } from './traits.ts';

/** What to begin with for a use case. */
export function suggestForUse(useCase: UseCase, metrics: readonly Listed[]): Suggested {
  const why = 'You named it.';
  return { useCases: [{ useCase, why }], ...chosen(recipes[useCase], [useCase], metrics) };
}

/** The same for a prompt and its first cases: settings come from what they hold. */
export function suggestForPrompt(
  prompt: Prompt,
  cases: readonly EvalCase[],
  metrics: readonly Listed[],
): Suggested {
  const traits = traitsOf(prompt, cases);
  const guesses = guessUse(traits);
  const uses = guesses.map(({ useCase }) => useCase);
  const fitting = [...fittingMetrics(traits)];
  // What needs an expected value, or a column that is not there, would only be "not applicable".
  const general = uses
    .filter((useCase) => ready.has(useCase))
    .flatMap((useCase) => recipes[useCase]);
  const found = fitting.length > 0 ? [...fitting, ...general] : uses.flatMap((use) => recipes[use]);
  return { useCases: guesses, ...chosen(found, uses, metrics) };
}

/** Use cases whose recipes look at the reply alone. */
const ready = new Set<UseCase>(['chat', 'code']);

/** Those that exist, each once; and what else there is for the use cases. */
function chosen(
  suggestions: readonly Suggestion[],
  uses: readonly UseCase[],
  metrics: readonly Listed[],
): Pick<Suggested, 'metrics' | 'also'> {
  const known = new Set(metrics.map(({ kind }) => kind));
  const taken = new Map<string, Suggestion>();
  for (const one of suggestions) {
    if (known.has(one.kind) && !taken.has(one.kind)) taken.set(one.kind, one);
  }
  const also = metrics.filter(
    ({ kind, useCases }) => !taken.has(kind) && uses.some((use) => useCases.includes(use)),
  );
  return { metrics: [...taken.values()], also: also.map(({ kind }) => kind) };
}
