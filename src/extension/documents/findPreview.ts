import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import type { AssayWorkspace, Project, PromptFile } from '../files/workspace.ts';
import type { Found } from './found.ts';
import { codeSpan } from './markdown.ts';
import type { PreviewFound } from './previewDocument.ts';

export interface Previewing {
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  readonly variant: string;
  readonly caseId?: string | undefined;
  readonly index: number;
  /** Whose tokens and prices come first. */
  readonly model?: string | undefined;
}

/** The prompt as it stands in the editor. `today` is an ISO date. */
export async function findPreview(
  workspace: Pick<AssayWorkspace, 'casesOf'>,
  project: Pick<Project, 'prompts' | 'suite' | 'catalogue'>,
  { prompt: file, variant: name, caseId, index, model }: Previewing,
  today: string,
): Promise<Found<PreviewFound>> {
  const promptFile = project.prompts.find((one) => one.file === file);
  if (promptFile === undefined)
    return { message: `There is no prompt ${codeSpan(file)} any more.` };
  const { prompt } = promptFile;
  if (prompt === undefined) {
    return {
      message: `${codeSpan(file)} cannot be read as a prompt. Its problems are in the list of problems.`,
    };
  }
  const variant = prompt.variants.find((one) => one.name === name) ?? prompt.variants[0];
  if (variant === undefined) return { message: `${codeSpan(file)} has no messages.` };
  const { cases, isCut } = await workspace.casesOf(promptFile);
  const outlined = previewedCase(cases, caseId, index);
  return {
    value: {
      name: prompt.name,
      file,
      variant,
      testCase: outlined?.testCase,
      place: outlined === undefined ? 0 : cases.indexOf(outlined) + 1,
      cases: cases.map(({ testCase }) => testCase),
      isCut,
      repeats: prompt.repeats ?? project.suite.repeats ?? 1,
      models: previewedModels(project, prompt.models, model).map(({ id }) => {
        const verdict = verdictOn(project.catalogue, id, today);
        return { id, entry: verdict.allowed ? verdict.entry : undefined };
      }),
    },
  };
}

/** A case that was edited may have another id, and stands where it stood. */
export function previewedCase(
  cases: readonly OutlinedCase[],
  caseId: string | undefined,
  index: number,
): OutlinedCase | undefined {
  return cases.find(({ testCase }) => testCase.id === caseId) ?? cases[index] ?? cases[0];
}

/** What a run would ask, the picked one first. */
function previewedModels(
  project: Pick<Project, 'suite'>,
  named: NonNullable<PromptFile['prompt']>['models'],
  first: string | undefined,
): readonly { readonly id: string }[] {
  const asked = modelsOf(project, named);
  if (first === undefined) return asked;
  return [{ id: first }, ...asked.filter(({ id }) => id !== first)];
}

/** What a run would ask: the prompt's models, or the suite's where it names none. */
export function modelsOf(
  { suite }: Pick<Project, 'suite'>,
  named: NonNullable<PromptFile['prompt']>['models'],
): readonly { readonly id: string }[] {
  return named.length > 0 ? named : suite.models;
}
