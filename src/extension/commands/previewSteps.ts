import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import type { DocumentRequest } from '../documents/address.ts';
import { requestOf } from '../documents/address.ts';
import { modelsOf, previewedCase } from '../documents/findPreview.ts';
import { openDocument } from '../documents/virtualDocuments.ts';
import type { Project, PromptFile } from '../files/workspace.ts';
import { commands, documentScheme } from '../ids.ts';
import { today } from '../language/today.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickOutlined } from './picks.ts';

type PreviewRequest = Extract<DocumentRequest, { readonly kind: 'preview' }>;

interface Shown {
  readonly request: PreviewRequest;
  readonly project: Project;
  readonly file: PromptFile;
}

/** Other cases, another variant or another model in the preview that is open. */
export function previewSteps(services: Services): vscode.Disposable {
  const step = (by: 1 | -1) => async (): Promise<void> => {
    const shown = shownPreview(services);
    if (shown === undefined) return;
    const { cases } = await services.workspace.casesOf(shown.file);
    if (cases.length === 0) return;
    const { caseId, index } = shown.request;
    const now = previewedCase(cases, caseId, index);
    const at = now === undefined ? 0 : cases.indexOf(now);
    const next = (at + by + cases.length) % cases.length;
    const id = cases[next]?.testCase.id;
    await openDocument({
      ...shown.request,
      index: next,
      ...(id === undefined ? {} : { caseId: id }),
    });
  };
  return vscode.Disposable.from(
    guarded(services, commands.previewNextCase, step(1)),
    guarded(services, commands.previewPreviousCase, step(-1)),
    guarded(services, commands.previewChoose, () => choose(services)),
  );
}

async function choose(services: Services): Promise<void> {
  const shown = shownPreview(services);
  if (shown === undefined) return;
  const { request, project, file } = shown;
  const what = await vscode.window.showQuickPick(
    [
      { label: 'Case', description: plainField(request.caseId ?? '', 80), kindOf: 'case' as const },
      {
        label: 'Variant',
        description: plainField(request.variant, 80),
        kindOf: 'variant' as const,
      },
      {
        label: 'Model',
        description: plainField(request.model ?? '', 80),
        kindOf: 'model' as const,
      },
    ],
    { placeHolder: 'What should the preview show?' },
  );
  if (what === undefined) return;
  const next = await {
    case: () => anotherCase(services, file, request),
    variant: () => anotherVariant(file, request),
    model: () => anotherModel(project, file, request),
  }[what.kindOf]();
  if (next !== undefined) await openDocument(next);
}

async function anotherCase(
  { workspace }: Services,
  file: PromptFile,
  request: PreviewRequest,
): Promise<PreviewRequest | undefined> {
  const { cases } = await workspace.casesOf(file);
  const picked = await pickOutlined(cases, request.caseId);
  if (picked === undefined) return undefined;
  return { ...request, caseId: picked.testCase.id, index: cases.indexOf(picked) };
}

async function anotherVariant(
  { prompt }: PromptFile,
  request: PreviewRequest,
): Promise<PreviewRequest | undefined> {
  const items = (prompt?.variants ?? []).map(({ name }) => ({ label: plainField(name, 80), name }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which variant?' });
  return picked && { ...request, variant: picked.name };
}

/** The prompt's own models first, then the others that may be asked. */
async function anotherModel(
  project: Project,
  { prompt }: PromptFile,
  request: PreviewRequest,
): Promise<PreviewRequest | undefined> {
  const { catalogue } = project;
  const named = modelsOf(project, prompt?.models ?? []).map(({ id }) => id);
  const others = (catalogue?.models ?? [])
    .map(({ id }) => id)
    .filter((id) => verdictOn(catalogue, id, today()).allowed);
  const items = [...new Set([...named, ...others])].map((id) => ({
    label: plainField(id, 80),
    description: named.includes(id) ? 'of this prompt' : '',
    id,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which model?' });
  return picked && { ...request, model: picked.id };
}

/** The preview in the active editor, or another that can be seen. */
function shownPreview({ workspace }: Services): Shown | undefined {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  for (const editor of editors) {
    if (editor?.document.uri.scheme !== documentScheme) continue;
    const request = requestOf(editor.document.uri.query);
    if (request?.kind !== 'preview') continue;
    const project = workspace.project(request.root);
    const file = project?.prompts.find((one) => one.file === request.prompt);
    if (project !== undefined && file !== undefined) return { request, project, file };
  }
  void vscode.window.showInformationMessage(
    'No preview is open. Choose "Preview Prompt" over a prompt first.',
  );
  return undefined;
}
