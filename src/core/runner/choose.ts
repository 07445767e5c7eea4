import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Candidate } from '#protocol/run.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { didYouMean } from '../documents/nearest.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import type { RunRequest } from '../engine.ts';
import type { LoadedPrompt, Project } from '../project/loadProject.ts';
import type { Prompt, PromptVariant } from '../prompts/prompt.ts';

/** A candidate of the plan, with what it was made from. */
export interface ChosenCandidate {
  readonly info: Candidate;
  readonly entry: ModelEntry;
  readonly variant: PromptVariant;
}

/** A prompt of the plan. */
export interface ChosenPrompt {
  readonly loaded: LoadedPrompt;
  /** With the models that it will really be asked on. */
  readonly prompt: Prompt;
  readonly repeats: number;
  /** Models that the catalogue denies are left out; `checkPrompt` says so. */
  readonly candidates: readonly ChosenCandidate[];
}

/** Which prompts, variants and models are to be run. */
export function choose(
  project: Project,
  request: Pick<RunRequest, 'models' | 'variants' | 'repeats'>,
  today: string,
): readonly ChosenPrompt[] {
  const { catalogue, suite } = project;
  const chosen: ChosenPrompt[] = [];
  for (const loaded of project.prompts) {
    if (loaded.prompt === undefined) continue;
    const prompt = withModels(loaded.prompt, request.models, suite.models);
    const candidates: ChosenCandidate[] = [];
    for (const { id } of prompt.models) {
      const verdict = verdictOn(catalogue, id, today);
      if (!verdict.allowed) continue;
      for (const variant of prompt.variants) {
        if (request.variants.length > 0 && !request.variants.includes(variant.name)) continue;
        if (!isMeantFor(variant, id, prompt)) continue;
        const info = { prompt: chosen.length, variant: variant.name, model: verdict.entry.id };
        candidates.push({ info, entry: verdict.entry, variant });
      }
    }
    const repeats = request.repeats ?? prompt.repeats ?? suite.repeats ?? 1;
    chosen.push({ loaded, prompt, repeats, candidates });
  }
  return chosen;
}

/** What was asked for and does not exist. Prompts that only lack a model are fine until they are run. */
export function choiceProblems(
  chosen: readonly ChosenPrompt[],
  asked: readonly string[],
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { prompt, loaded } of chosen) {
    if (prompt.models.length > 0) continue;
    problems.push(
      errorAt(
        loaded.file,
        fileStart,
        'no-model',
        'The prompt names no model, and no default is set.',
        'Write "model: <id>", give assay.yml a list of models, or use --model.',
        'an id of the approved-model catalogue',
      ),
    );
  }
  const names = [
    ...new Set(chosen.flatMap(({ prompt }) => prompt.variants.map(({ name }) => name))),
  ];
  for (const name of asked) {
    if (names.includes(name)) continue;
    problems.push(
      errorAt(
        chosen[0]?.loaded.file ?? '.',
        fileStart,
        'variant-unknown',
        `No prompt has a variant ${quoteFound(name)}.`,
        `${didYouMean(name, names)}Name one of these.`,
        names.join(', '),
      ),
    );
  }
  return problems;
}

/** A model that no variant names, as one from the command line, is asked with all of them. */
function isMeantFor({ models }: PromptVariant, id: string, { variants }: Prompt): boolean {
  if (models === undefined || models.includes(id)) return true;
  return !variants.some((variant) => variant.models?.includes(id) === true);
}

/** What the request says comes before what the prompt says, and that before the suite. */
function withModels(
  prompt: Prompt,
  asked: readonly string[],
  defaults: readonly { readonly id: string }[],
): Prompt {
  if (asked.length > 0) return { ...prompt, models: [...new Set(asked)].map(unplaced) };
  if (prompt.models.length > 0) return prompt;
  return { ...prompt, models: defaults.map(({ id }) => unplaced(id)) };
}

/** A model that the file itself does not name. */
function unplaced(id: string): Prompt['models'][number] {
  return { id, range: fileStart };
}
