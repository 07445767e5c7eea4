import { fileStart, type Problem, type TextRange } from '#protocol/problem.ts';
import type { ModelVerdict } from '../catalogue/policy.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { type Prompt, settingsFileOf } from './prompt.ts';

interface ModelKnowledge {
  readonly judgeModel: (id: string) => ModelVerdict;
  readonly defaultModels: readonly string[];
}

export function checkModels(prompt: Prompt, knowledge: ModelKnowledge): readonly Problem[] {
  const { models } = prompt;
  if (models.length === 0 && knowledge.defaultModels.length === 0)
    return [
      warningAt(
        settingsFileOf(prompt),
        fileStart,
        'no-model',
        'The prompt names no model, and no default is set.',
        'Add `model:` with an id of the catalogue.',
      ),
    ];
  return models.flatMap((model) => {
    const verdict = knowledge.judgeModel(model.id);
    const { file = prompt.file, range } = model;
    return [
      ...modelProblems(verdict, file, range),
      ...refusedParameters(prompt, verdict, file, range),
    ];
  });
}

/** What there is to say of a model that is named at a place. */
export function modelProblems(
  verdict: ModelVerdict,
  file: string,
  range: TextRange,
): readonly Problem[] {
  if (!verdict.allowed) return [errorAt(file, range, verdict.code, verdict.why, verdict.next)];
  return verdict.warnings.map(({ code, message, next }) =>
    warningAt(file, range, code, message, next),
  );
}

function refusedParameters(
  { variants }: Prompt,
  verdict: ModelVerdict,
  file: string,
  range: TextRange,
): readonly Problem[] {
  if (!verdict.allowed) return [];
  const { id, unsupported = [] } = verdict.entry;
  const set = new Set(variants.flatMap((variant) => Object.keys(variant.parameters)));
  return unsupported
    .filter((parameter) => set.has(parameter))
    .map((parameter) =>
      errorAt(
        file,
        range,
        'parameter-unsupported',
        `The model ${quoteFound(id)} refuses the parameter \`${parameter}\`, which this prompt sets.`,
        `Remove \`${parameter}\` from modelParameters, or choose another model.`,
      ),
    );
}
