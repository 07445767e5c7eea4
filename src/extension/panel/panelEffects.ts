import { join } from 'node:path';
import * as vscode from 'vscode';
import { done, failed } from '#base/rpc.ts';
import type { FoundCase } from '#core/views/caseView.ts';
import type { Nothing } from '#protocol/panel.ts';
import { openAt } from '../commands/openPrompt.ts';
import { isBelow } from '../files/places.ts';
import type { PromptFile } from '../files/workspace.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import type { DiffTexts } from './diffTexts.ts';
import { webAddress } from '#base/webAddress.ts';
import type { PanelEffects } from './panelAnswers.ts';
import { say } from './peopleSay.ts';
import { writeExpected } from './writeExpected.ts';

const nothing: Nothing = {};

/** What the panel does outside of its page. */
export function panelEffects(services: Services, diffs: DiffTexts): PanelEffects {
  const { workspace, sessions } = services;
  const promptOf = (root: string, { book, prompt }: FoundCase): PromptFile | undefined => {
    const file = book.manifest.prompts[prompt]?.file;
    return workspace.project(root)?.prompts.find((one) => one.file === file);
  };
  return {
    async acceptBaseline(root, id) {
      // Asks where something would be lost, and says itself what came of it.
      await vscode.commands.executeCommand(commands.acceptBaseline, { root, id });
      return done(nothing);
    },
    cancelRun(run) {
      const session = sessions.active.find(({ manifest }) => manifest?.id === run);
      if (session === undefined) return notOurs;
      session.cancel();
      return done(nothing);
    },
    async setLabel(root, { book, prompt }, result, label) {
      const engine = workspace.project(root)?.engine;
      if (engine === undefined) return gone;
      const file = book.manifest.prompts[prompt]?.file ?? '';
      const said = { file, run: book.manifest.id, result };
      return say(engine.labels, said, label);
    },
    async expect(root, found, expected) {
      const prompt = promptOf(root, found);
      if (prompt === undefined) return promptGone;
      return writeExpected(services, { prompt, found, expected });
    },
    async openPrompt(root, file) {
      const path = join(root, file);
      if (!isBelow(root, path)) return outside;
      await openAt(vscode.Uri.file(path), undefined);
      return done(nothing);
    },
    async openCase(root, found) {
      const { file, line } = await placeOfCase(services, promptOf(root, found), found);
      const path = join(root, file);
      if (!isBelow(root, path)) return outside;
      await openAt(vscode.Uri.file(path), line);
      return done(nothing);
    },
    async openDiff(title, left, right) {
      await diffs.show(title, left, right);
      return done(nothing);
    },
    async exportReport(root, wish) {
      const engine = workspace.project(root)?.engine;
      if (engine === undefined) return gone;
      const { exportReport } = await import('./exportReport.ts');
      return exportReport(engine, wish);
    },
    async openLink(url) {
      const target = webAddress(url);
      if (target === undefined) return noLink;
      const open = 'Open';
      const answer = await vscode.window.showWarningMessage(
        'Open this address in the browser? It was written by a model or stands in a file.',
        { modal: true, detail: target },
        open,
      );
      if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(target, true));
      return done(nothing);
    },
    async copy(text) {
      await vscode.env.clipboard.writeText(text);
      return done(nothing);
    },
  };
}

/** Where the case stands now; where it is not found by its id, where it stood when the run started. */
async function placeOfCase(
  { workspace }: Pick<Services, 'workspace'>,
  prompt: PromptFile | undefined,
  { part, row, testCase }: FoundCase,
): Promise<{ readonly file: string; readonly line: number }> {
  const caseId = part.rows.plan.cases.idOf(part.rows.caseOf(row));
  const { cases } = prompt === undefined ? { cases: [] } : await workspace.casesOf(prompt);
  const now = cases.find((one) => one.testCase.id === caseId);
  return now?.testCase.source ?? testCase?.source ?? { file: prompt?.file ?? '', line: 1 };
}

const gone = failed('no-project', 'The folder that this belongs to is not open in this window.');
const notOurs = failed(
  'not-ours',
  'This run was not started in this window.',
  'Cancel it where it was started.',
);
const promptGone = failed('no-prompt', 'The prompt of this case is not here any more.');
const outside = failed('outside', 'This file does not lie in the project.');
const noLink = failed(
  'no-link',
  'Only addresses of the web, which begin with http or https, can be opened.',
);
