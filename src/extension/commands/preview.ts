import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { openDocument } from '../documents/virtualDocuments.ts';
import type { PromptFile } from '../files/workspace.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { noticeText } from '../host/noticeText.ts';
import { pickOutlined, pickPrompt } from './picks.ts';

interface LastPick {
  readonly caseId: string | undefined;
  readonly variant: string;
}

/** What a prompt would send for one case, kept up to date while the prompt is edited. */
export function preview(services: Services): vscode.Disposable {
  /** Prompt → what was picked last; it is the first choice the next time. */
  const last = new Map<string, LastPick>();
  return guarded(services, commands.preview, async (value) => {
    const prompt = await pickPrompt(services, value);
    if (prompt === undefined) return;
    if (prompt.prompt === undefined) {
      const name = noticeText(prompt.file, 80);
      void vscode.window.showErrorMessage(`${name} cannot be read as a prompt. See its problems.`);
      return;
    }
    const { cases } = await services.workspace.casesOf(prompt);
    const before = last.get(prompt.path);
    const outlined = cases.length === 0 ? undefined : await pickOutlined(cases, before?.caseId);
    if (cases.length > 0 && outlined === undefined) return;
    const variant = await pickVariant(prompt, before?.variant);
    if (variant === undefined) return;
    const caseId = outlined?.testCase.id;
    last.set(prompt.path, { caseId, variant });
    await open(prompt, variant, cases, outlined);
  });
}

function open(
  { root, file }: PromptFile,
  variant: string,
  cases: readonly OutlinedCase[],
  outlined: OutlinedCase | undefined,
): Promise<void> {
  return openDocument({
    kind: 'preview',
    root,
    prompt: file,
    variant,
    index: outlined === undefined ? 0 : cases.indexOf(outlined),
    ...(outlined === undefined ? {} : { caseId: outlined.testCase.id }),
  });
}

async function pickVariant(
  { prompt }: PromptFile,
  first: string | undefined,
): Promise<string | undefined> {
  const names = prompt?.variants.map(({ name }) => name) ?? [];
  const sorted = [
    ...names.filter((name) => name === first),
    ...names.filter((name) => name !== first),
  ];
  if (sorted.length <= 1) return sorted[0];
  const items = sorted.map((name) => ({ label: plainField(name, 80), name }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which variant?' });
  return picked?.name;
}
