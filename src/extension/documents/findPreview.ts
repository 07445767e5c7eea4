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
}

/** The prompt as it stands in the editor. `today` is an ISO date. */
export async function findPreview(
  workspace: Pick<AssayWorkspace, 'casesOf'>,
  project: Pick<Project, 'prompts' | 'suite' | 'catalogue'>,
  { prompt: file, variant: name, caseId, index }: Previewing,
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
  const { cases } = await workspace.casesOf(promptFile);
  // A case that was edited may have another id, and stands where it stood.
  const outlined = cases.find(({ testCase }) => testCase.id === caseId) ?? cases[index] ?? cases[0];
  return {
    value: {
      name: prompt.name,
      file,
      variant,
      testCase: outlined?.testCase,
      models: modelsOf(project, prompt.models).map(({ id }) => {
        const verdict = verdictOn(project.catalogue, id, today);
        return { id, entry: verdict.allowed ? verdict.entry : undefined };
      }),
    },
  };
}

/** What a run would ask: the prompt's models, or the suite's where it names none. */
function modelsOf(
  { suite }: Pick<Project, 'suite'>,
  named: NonNullable<PromptFile['prompt']>['models'],
): readonly { readonly id: string }[] {
  return named.length > 0 ? named : suite.models;
}
