import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import type { GitVersion } from '#core/project/gitVersions.ts';
import type { Against } from '../documents/findPromptChange.ts';
import { openDocument, uriOf } from '../documents/virtualDocuments.ts';
import type { Project, PromptFile } from '../files/workspace.ts';
import { gitSetup } from '../host/gitSetup.ts';
import { noticeText } from '../host/noticeText.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickOutlined, pickPrompt } from './picks.ts';

/** A prompt beside another version of it: its text, what it sends for a case, its settings and its scores. */
export function comparePrompt(services: Services): vscode.Disposable {
  return guarded(services, commands.comparePrompt, async (value) => {
    const prompt = await pickPrompt(services, value);
    const project = prompt && services.workspace.project(prompt.root);
    if (prompt === undefined || project === undefined) return;
    const against = await pickVersion(project, prompt);
    if (against === undefined) return;
    const { versionText } = await import('../documents/findPromptChange.ts');
    const before = await versionText(project, prompt, against, vscode.workspace.isTrusted);
    if ('message' in before) {
      void vscode.window.showInformationMessage(
        noticeText(before.message.replaceAll('`', ''), 300),
      );
      return;
    }
    const { cases } = await services.workspace.casesOf(prompt);
    const picked = cases.length === 0 ? undefined : await pickOutlined(cases);
    if (cases.length > 0 && picked === undefined) return;
    await showTexts(prompt, against);
    await openDocument({
      kind: 'prompt-change',
      root: prompt.root,
      prompt: prompt.file,
      against,
      index: picked === undefined ? 0 : cases.indexOf(picked),
      ...(picked === undefined ? {} : { caseId: picked.testCase.id }),
    });
    await offerRuns(project, prompt, against, before.value);
  });
}

async function versionsOf({ uri }: PromptFile): Promise<readonly GitVersion[]> {
  const { gitVersions } = await import('#core/project/gitVersions.ts');
  return gitVersions(gitSetup(), uri.fsPath);
}

async function pickVersion(
  { prompts, engine }: Project,
  prompt: PromptFile,
): Promise<Against | undefined> {
  const versions = vscode.workspace.isTrusted ? await versionsOf(prompt) : [];
  const accepted = await acceptedCommit(engine, prompt.file);
  const items = [
    ...(accepted === undefined
      ? []
      : [item('ref', accepted, 'Accepted baseline', accepted.slice(0, 10))]),
    ...versions.map(({ ref, kind, subject, date }) =>
      kind === 'commit'
        ? item('ref', ref, plainField(subject, 80), `${ref.slice(0, 10)}, ${date}`)
        : item('ref', ref, plainField(ref, 80), `branch or tag, ${date}`),
    ),
    ...prompts
      .filter(({ file }) => file !== prompt.file)
      .map(({ file }) => item('file', file, plainField(file, 80), 'another prompt')),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      'There is nothing to compare with: no git repository and no other prompt.',
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Compare with which version?',
    matchOnDescription: true,
  });
  return picked?.against;
}

function item(
  kind: Against['kind'],
  name: string,
  label: string,
  description: string,
): vscode.QuickPickItem & { readonly against: Against } {
  return { label, description, against: { kind, name } };
}

/** The commit of the run that was accepted, where that run is still here and knew it. */
async function acceptedCommit(
  { baselines, history }: Project['engine'],
  file: string,
): Promise<string | undefined> {
  const stored = await baselines.read(file);
  if (!('value' in stored)) return undefined;
  const runs = await history.list();
  const run = runs.find(({ id }) => id === stored.value.run);
  return run !== undefined && 'value' in run.manifest ? run.manifest.value.commit : undefined;
}

/** VS Code's own diff editor, with the file itself on the right. */
async function showTexts({ root, file, uri }: PromptFile, against: Against): Promise<void> {
  const left = uriOf({ kind: 'prompt-version', root, prompt: file, against });
  const title = `${plainField(file, 60)}: ${plainField(shortName(against), 40)} ↔ now`;
  await vscode.commands.executeCommand('vscode.diff', left, uri, title, { preview: false });
}

function shortName({ kind, name }: Against): string {
  return kind === 'ref' && /^[0-9a-f]{40,64}$/.test(name) ? name.slice(0, 10) : name;
}

/** Where both versions have been run, their comparison says whether the difference is real. */
async function offerRuns(
  project: Project,
  prompt: PromptFile,
  against: Against,
  text: string,
): Promise<void> {
  const name = against.kind === 'file' ? against.name : prompt.file;
  const { scoresOf } = await import('../documents/findPromptChange.ts');
  const { before, after } = await scoresOf(project, prompt, name, text);
  if (before === undefined || after === undefined || before.run === after.run) return;
  const compare = 'Compare Their Runs';
  void vscode.window
    .showInformationMessage('Both versions have been run.', compare)
    .then((answer) => {
      if (answer !== compare) return undefined;
      return openDocument({
        kind: 'compare',
        root: prompt.root,
        before: before.run,
        after: after.run,
      });
    });
}
