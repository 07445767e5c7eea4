import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import { findCase } from '../documents/findRun.ts';
import type { CaseOfRun } from '../documents/resultDocument.ts';
import { columnForDocuments, uriOf } from '../documents/virtualDocuments.ts';
import type { Project } from '../files/workspace.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { diffArgument, type DiffArgument } from './arguments.ts';
import { shownTrials } from './caseChoice.ts';
import { noticeText } from '../host/noticeText.ts';
import { pickCase } from './picks.ts';
import { newestResult } from './showResult.ts';

type Shown = ReturnType<typeof shownTrials>[number];

interface Sides {
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
  readonly words: string;
}

/** What was expected, or what the accepted run had replied, beside the newest reply. */
export function showDiff(services: Services): vscode.Disposable {
  return guarded(services, commands.showDiff, async (value) => {
    const picked = diffArgument(value) ?? (await pickCase(services));
    if (picked !== undefined) await show(services, { against: 'expected', ...picked });
  });
}

async function show(services: Services, argument: DiffArgument): Promise<void> {
  const { root, prompt, caseId, against } = argument;
  const run = await newestResult(services, argument);
  const project = services.workspace.project(root);
  const file = project?.prompts.find((one) => one.path === prompt)?.file;
  if (project === undefined || file === undefined || run === undefined) {
    tell(`The case ${noticeText(caseId, 80)} has no result yet. Run it first.`);
    return;
  }
  const found = await findCase(project.engine, { run, prompt: file, caseId });
  if (!('value' in found)) {
    tell('The run of this result cannot be read any more. Run the case again.');
    return;
  }
  const shown = await pickShown(found.value, argument);
  if (shown === undefined) return;
  const place = { root, run, prompt: file, caseId };
  const sides =
    against === 'expected'
      ? againstExpected(found.value, place, shown)
      : await againstBaseline(project, place, shown);
  if (sides === undefined) return;
  const title = `${plainField(caseId, 40)} on ${plainField(shown.candidate.model, 60)}: ${sides.words}`;
  await vscode.commands.executeCommand('vscode.diff', sides.left, sides.right, title, {
    preview: true,
    viewColumn: columnForDocuments(),
  });
}

async function pickShown(
  { manifest, prompt, results }: CaseOfRun,
  { variant, model }: DiffArgument,
): Promise<Shown | undefined> {
  const choices = shownTrials(manifest.candidates, results).filter(
    ({ candidate }) =>
      candidate.prompt === prompt &&
      (variant === undefined || candidate.variant === variant) &&
      (model === undefined || candidate.model === model),
  );
  if (choices.length === 0) tell('There is no reply to show. The result says why.');
  if (choices.length <= 1) return choices[0];
  const items = choices.map((shown) => ({
    label: plainField(shown.candidate.model, 80),
    description: plainField(shown.candidate.variant, 80),
    shown,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which reply?' });
  return picked?.shown;
}

interface Place {
  readonly root: string;
  readonly run: string;
  readonly prompt: string;
  readonly caseId: string;
}

function againstExpected(
  found: CaseOfRun,
  place: Place,
  { candidate, trial }: Shown,
): Sides | undefined {
  if (found.testCase?.expected === undefined) {
    tell(
      'This case names nothing that is expected, so there is nothing to compare the reply with.',
    );
    return undefined;
  }
  const side = { ...place, ...candidateOf(candidate), repeat: trial.repeat };
  return {
    left: uriOf({ kind: 'expected', ...side }),
    right: uriOf({ kind: 'reply', ...side }),
    words: 'expected ↔ reply',
  };
}

async function againstBaseline(
  { engine }: Project,
  place: Place,
  { candidate, trial }: Shown,
): Promise<Sides | undefined> {
  const stored = await engine.baselines.read(place.prompt);
  if (!('value' in stored)) {
    tell(
      stored.fault === 'missing'
        ? 'This prompt has no baseline yet. Accept a run to get one.'
        : noticeText(stored.message, 400),
    );
    return undefined;
  }
  const { run } = stored.value;
  const before = await findCase(engine, { ...place, run });
  const shown =
    'value' in before
      ? shownTrials(before.value.manifest.candidates, before.value.results).find(
          (one) =>
            one.candidate.prompt === before.value.prompt &&
            one.candidate.variant === candidate.variant &&
            one.candidate.model === candidate.model,
        )
      : undefined;
  if (shown === undefined) {
    tell(
      'The reply of the accepted run is not here: a baseline keeps scores, and the run that it came from is gone or did not have this case.',
    );
    return undefined;
  }
  const names = candidateOf(candidate);
  return {
    left: uriOf({ kind: 'reply', ...place, run, ...names, repeat: shown.trial.repeat }),
    right: uriOf({ kind: 'reply', ...place, ...names, repeat: trial.repeat }),
    words: 'accepted run ↔ reply',
  };
}

function candidateOf({ variant, model }: Shown['candidate']): {
  readonly variant: string;
  readonly model: string;
} {
  return { variant, model };
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
