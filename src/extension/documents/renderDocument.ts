import { rulePage } from '#core/lint/rulesPage.ts';
import { loadTokenCounter } from '#core/tokens/countTokens.ts';
import type { AssayWorkspace, Project } from '../files/workspace.ts';
import type { DocumentRequest } from './address.ts';
import { compareDocument } from './compareDocument.ts';
import { diffSide } from './diffSide.ts';
import { findComparison } from './findComparison.ts';
import { findPreview, type Previewing } from './findPreview.ts';
import { findPromptChange, versionText } from './findPromptChange.ts';
import { promptChangeDocument } from './promptChangeDocument.ts';
import { findCase, findWholeRun } from './findRun.ts';
import { nothingDocument, type Found } from './found.ts';
import { previewDocument, type PreviewDocument } from './previewDocument.ts';
import { fidelityDocument } from './fidelityDocument.ts';
import { resultDocument } from './resultDocument.ts';
import { runDocument } from './runDocument.ts';

const noRule =
  'Lint has no such rule; the window may run another version than the one that told it.';

export interface RenderSetting {
  /** ISO date. */
  readonly today: string;
  /** Whether the person trusts the folder, so that git may be started in it. */
  readonly isTrusted: boolean;
}

/** The text of a virtual document, from what the disk and the editors say now. */
export async function renderDocument(
  workspace: Pick<AssayWorkspace, 'project' | 'casesOf'>,
  request: DocumentRequest,
  { today, isTrusted }: RenderSetting,
): Promise<string> {
  if (request.kind === 'rule') return rulePage(request.code) ?? nothingDocument(noRule);
  const project = workspace.project(request.root);
  if (project === undefined) {
    return nothingDocument('The folder that this belongs to is not open in this window.');
  }
  const { engine } = project;
  switch (request.kind) {
    case 'result':
      return shown(await findCase(engine, request), resultDocument);
    case 'expected':
    case 'reply':
      return shown(await findCase(engine, request), (found) => diffSide(found, request));
    case 'run':
      return shown(await findWholeRun(engine, request.run), runDocument);
    case 'compare':
      return shown(await findComparison(engine, request), compareDocument);
    case 'preview': {
      const found = await renderPreview(workspace, project, request, today);
      return shown(found, ({ text }) => text);
    }
    case 'prompt-change':
      return shown(
        await findPromptChange(workspace, project, request, isTrusted),
        promptChangeDocument,
      );
    case 'prompt-version': {
      const prompt = project.prompts.find(({ file }) => file === request.prompt);
      if (prompt === undefined) return nothingDocument('There is no such prompt any more.');
      return shown(await versionText(project, prompt, request.against, isTrusted), (text) => text);
    }
    case 'fidelity': {
      const prompt = project.prompts.find(({ file }) => file === request.prompt)?.prompt;
      const none = 'The file cannot be read as a prompt.';
      return prompt === undefined ? nothingDocument(none) : fidelityDocument(prompt);
    }
    default:
      return request satisfies never;
  }
}

/** The preview with the places of what was filled in. */
export async function renderPreview(
  workspace: Pick<AssayWorkspace, 'casesOf'>,
  project: Project,
  request: Previewing,
  today: string,
): Promise<Found<PreviewDocument>> {
  const found = await findPreview(workspace, project, request, today);
  if (!('value' in found)) return found;
  return { value: previewDocument(found.value, await loadTokenCounter()) };
}

async function shown<T>(
  found: Found<T>,
  write: (value: T) => string | Promise<string>,
): Promise<string> {
  return 'value' in found ? write(found.value) : nothingDocument(found.message);
}
