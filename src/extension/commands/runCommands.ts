import * as vscode from 'vscode';
import { caseFingerprint } from '#core/authoring/fingerprint.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import type { CaseBooks } from '../files/caseBooks.ts';
import type { PromptFile } from '../files/workspace.ts';
import { commands } from '../ids.ts';
import { today } from '../language/today.ts';
import type { RunTarget } from '../running/runSessions.ts';
import type { Feature, Services } from '../services.ts';
import { caseArgument, ticketArgument, variantArgument } from './arguments.ts';
import { askableModels } from './askableModels.ts';
import { guarded } from './guarded.ts';
import { noticeText } from '../host/noticeText.ts';
import { pickCase, pickPrompt } from './picks.ts';

/** Every way to start a run that is not the Test Explorer's. `promptArgument`s come from lenses, trees and the palette. */
export function runCommands(books: CaseBooks): Feature {
  return (services) =>
    vscode.Disposable.from(
      guarded(services, commands.runPrompt, (value) => runPrompt(services, value)),
      guarded(services, commands.runAllModels, (value) => runAllModels(services, value)),
      guarded(services, commands.runCase, (value) => runCase(services, books, value)),
      guarded(services, commands.runCaseAtCursor, async () => {
        const picked = await pickCase(services);
        if (picked !== undefined) await runCase(services, books, picked);
      }),
      guarded(services, commands.runAll, () => runAll(services)),
      guarded(services, commands.cancelRuns, () => {
        services.sessions.cancelAll();
        return Promise.resolve();
      }),
    );
}

async function runPrompt(services: Services, value: unknown): Promise<void> {
  const prompt = await pickPrompt(services, value);
  if (prompt === undefined) return;
  const variant = variantArgument(value);
  await start(services, {
    root: prompt.root,
    prompts: [prompt.path],
    ...(variant === undefined ? {} : { variants: [variant] }),
  });
}

async function runAllModels(services: Services, value: unknown): Promise<void> {
  const prompt = await pickPrompt(services, value);
  if (prompt === undefined) return;
  const project = services.workspace.project(prompt.root);
  if (project === undefined) return;
  const { models, withoutKey } = await askableModels(project, services.keys, today());
  if (models.length === 0) {
    const message =
      withoutKey.length === 0
        ? 'The catalogue approves no model. Approve one in assay.models.yml.'
        : 'No approved model has a key. Set one with "Assay: Set API Key".';
    void vscode.window.showWarningMessage(message);
    return;
  }
  if (withoutKey.length > 0) {
    const names = noticeText(withoutKey.join(', '));
    void vscode.window.showInformationMessage(`Left out, since there is no key: ${names}.`);
  }
  await start(services, { root: prompt.root, prompts: [prompt.path], models });
}

async function runAll({ workspace, sessions }: Services): Promise<void> {
  await workspace.ready;
  const sought = workspace.projects.filter(({ prompts }) => prompts.length > 0);
  if (sought.length === 0) {
    void vscode.window.showInformationMessage('There is no prompt file in this window.');
  }
  await Promise.all(
    sought.map(
      ({ root }) => sessions.start({ target: { root, prompts: [] }, origin: 'person' }).done,
    ),
  );
}

/** From a lens, which stands over exactly one case; or from a tree, which names it. */
async function runCase(services: Services, books: CaseBooks, value: unknown): Promise<void> {
  const ticket = ticketArgument(value);
  if (ticket !== undefined) {
    const result = await books.redeem(ticket);
    if (result.found === undefined) {
      const why = noticeText(result.why);
      void vscode.window.showWarningMessage(`This case was not run: ${why}`);
      return;
    }
    await startCase(services, result.prompt, result.found);
    return;
  }
  const named = caseArgument(value);
  if (named === undefined) {
    const picked = await pickCase(services);
    if (picked !== undefined) await runCase(services, books, picked);
    return;
  }
  const prompt = services.workspace
    .project(named.root)
    ?.prompts.find(({ path }) => path === named.prompt);
  const { cases = [] } = (prompt && (await services.workspace.casesOf(prompt))) ?? {};
  const found = cases.filter(({ testCase }) => testCase.id === named.caseId);
  const [only] = found;
  if (prompt === undefined || only === undefined || found.length > 1) {
    const id = noticeText(named.caseId, 80);
    void vscode.window.showWarningMessage(`There is no case ${id} any more.`);
    return;
  }
  await startCase(services, prompt, only);
}

function startCase(
  services: Services,
  { root, path }: PromptFile,
  { testCase }: OutlinedCase,
): Promise<void> {
  return start(services, {
    root,
    prompts: [path],
    cases: [testCase.id],
    expects: { caseId: testCase.id, fingerprint: caseFingerprint(testCase) },
  });
}

/** Resolves when the run has ended, so that whoever runs the command can wait for it. */
async function start({ sessions }: Services, target: RunTarget): Promise<void> {
  await sessions.start({ target, origin: 'person' }).done;
}
