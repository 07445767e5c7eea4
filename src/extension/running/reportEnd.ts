import * as vscode from 'vscode';
import type { CandidateSummary, RunSummary } from '#protocol/run.ts';
import { labelText, noticeText } from '../host/noticeText.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { moneyText } from './outcomeText.ts';
import type { RunSession, SessionEnd } from './runSessions.ts';

const resultShownMs = 15_000;

/** Says once how a run came out. */
export function reportEnd({ log }: Services, session: RunSession, end: SessionEnd): void {
  if (end.kind === 'ended') reportSummary(session, end.summary);
  else if (end.kind === 'checked') {
    const text = `$(pass) ${end.cases} cases rendered; nobody was asked`;
    vscode.window.setStatusBarMessage(text, resultShownMs);
  } else if (end.kind === 'refused') void reportRefusal(session, end);
  else if (end.kind === 'broken') {
    log.error(end.message);
    void vscode.window.showErrorMessage(`The run broke: ${noticeText(end.message)}`);
  }
}

function reportSummary({ manifest, target }: RunSession, summary: RunSummary): void {
  const { ended, failure, candidates, spentUsd, id } = summary;
  const text = `${countsText(candidates)}${spentUsd > 0 ? ` · ${moneyText(spentUsd)}` : ''}`;
  if (ended === 'stopped') {
    const why = failure === undefined ? '' : ` ${noticeText(failure.message, 300)}`;
    void offerRun(
      vscode.window.showErrorMessage(`The run stopped.${why} ${text}.`, openIt),
      target.root,
      id,
    );
  } else if (ended === 'budget-reached') {
    const message = `The run reached its budget; what was answered is kept. ${text}.`;
    void offerRun(vscode.window.showWarningMessage(message, openIt), target.root, id);
  } else {
    const isCancelled = ended === 'cancelled';
    const sign = candidates.some(({ judged, passed }) => passed < judged) ? 'error' : 'pass';
    const [only, ...others] = manifest?.prompts ?? [];
    const name = others.length > 0 ? '' : labelText(only?.name ?? '', 40);
    const shown = [
      `$(${isCancelled ? 'circle-slash' : sign})`,
      name === '' ? '' : `${name}:`,
      isCancelled ? `cancelled${doneText(manifest, candidates)},` : '',
      text,
    ]
      .filter((part) => part !== '')
      .join(' ');
    vscode.window.setStatusBarMessage(shown, resultShownMs);
  }
}

/** ` after 2 of 16 trials`: the counts are of those alone. */
function doneText(
  manifest: RunSession['manifest'],
  candidates: readonly CandidateSummary[],
): string {
  if (manifest === undefined) return '';
  const done = candidates.reduce((total, { states }) => {
    return (
      total + states.replied + states.truncated + states.filtered + states.empty + states.error
    );
  }, 0);
  return ` after ${done} of ${manifest.trials} trials`;
}

const openIt = 'Open Run';

async function offerRun(
  asked: Thenable<string | undefined>,
  root: string,
  id: string,
): Promise<void> {
  if ((await asked) === openIt) {
    await vscode.commands.executeCommand(commands.openRun, { root, id });
  }
}

/** `12 of 14 passed, 1 error, 1 not scored`. */
function countsText(candidates: readonly CandidateSummary[]): string {
  const sum = (of: (one: CandidateSummary) => number): number =>
    candidates.reduce((total, one) => total + of(one), 0);
  const judged = sum((one) => one.judged);
  const errors = sum((one) => one.states.error);
  const replies = sum(
    ({ states }) => states.replied + states.truncated + states.filtered + states.empty,
  );
  const parts = [judged === 0 ? 'no verdicts' : `${sum((one) => one.passed)} of ${judged} passed`];
  if (errors > 0) parts.push(errors === 1 ? '1 error' : `${errors} errors`);
  if (replies > judged) parts.push(`${replies - judged} not scored`);
  return parts.join(', ');
}

const setKey = 'Set API Key';
const manageTrust = 'Manage Workspace Trust';
const showProblems = 'Show Problems';

async function reportRefusal(
  { origin }: RunSession,
  { problems, message }: Extract<SessionEnd, { kind: 'refused' }>,
): Promise<void> {
  const text = `Not run. ${noticeText(message, 400)}`;
  if (origin === 'save') {
    vscode.window.setStatusBarMessage(`$(warning) ${text}`, resultShownMs);
    return;
  }
  const missingKey = problems.find(({ code }) => code === 'key-missing');
  const step = !vscode.workspace.isTrusted ? manageTrust : missingKey ? setKey : showProblems;
  const buttons = problems.length > 0 || !vscode.workspace.isTrusted ? [step] : [];
  const choice = await vscode.window.showWarningMessage(text, ...buttons);
  if (choice === manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
  else if (choice === setKey) {
    const [, provider] = /provider "([^"]+)"/.exec(missingKey?.message ?? '') ?? [];
    await vscode.commands.executeCommand(commands.setKey, provider);
  } else if (choice === showProblems) {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
}
