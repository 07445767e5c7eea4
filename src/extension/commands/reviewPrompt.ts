import * as vscode from 'vscode';
import { counted } from '#base/numbers.ts';
import type { Reviewed } from '#core/engine.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { Project, PromptFile } from '../files/workspace.ts';
import { signalOf } from '../host/abortSignal.ts';
import { noticeText } from '../host/noticeText.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { PromptReviews } from '../language/promptReviews.ts';
import { today } from '../language/today.ts';
import { moneyText } from '../running/outcomeText.ts';
import { readRunSettings } from '../running/runSettings.ts';
import type { Asking } from '../running/prepareRun.ts';
import type { Feature } from '../services.ts';
import { modelChoices } from '../views/modelChoices.ts';
import { guarded } from './guarded.ts';
import { pickPrompt } from './picks.ts';
import { noCatalogue } from './noCatalogue.ts';

/** A prompt is one question; more than this is a price that nobody expects. */
const mostUsd = 0.5;

/** `Assay: Review Prompt with a Model…`: lets an approved model look for what no rule can tell. What it finds are hints. */
export function reviewPrompt(reviews: PromptReviews, ask: () => Promise<Asking>): Feature {
  return (services) =>
    guarded(services, commands.reviewPrompt, async (value) => {
      if (!requireTrust('Reviewing a prompt with a model')) return;
      const prompt = await pickPrompt(services, value);
      const project = prompt && services.workspace.project(prompt.root);
      if (prompt === undefined || project === undefined) return;
      const model = await chooseModel(project);
      if (model === undefined) return;
      if (model.price === undefined && !(await (await ask()).unpriced([model.id]))) return;
      const reviewed = await reviewWithProgress(project, prompt, model);
      if (reviewed === undefined) return;
      // What was not looked at keeps what was found before.
      if (reviewed.prompts > 0) reviews.take(prompt, reviewed.problems);
      tell(model.id, reviewed);
    });
}

async function chooseModel({ catalogue }: Project): Promise<ModelEntry | undefined> {
  if (catalogue === undefined) {
    void vscode.window.showErrorMessage(noCatalogue);
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(modelChoices(catalogue, [], today()), {
    placeHolder: 'The model that looks through the prompt',
    matchOnDetail: true,
  });
  return catalogue.models.find(({ id }) => id === chosen?.id);
}

/** `undefined`: the person cancelled. */
async function reviewWithProgress(
  { engine }: Project,
  { path }: PromptFile,
  { id, price }: ModelEntry,
): Promise<Reviewed | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Assay: ${noticeText(id, 80)} looks through the prompt`,
      cancellable: true,
    },
    async (_progress, token) => {
      const link = signalOf(token);
      try {
        const maxCostUsd = Math.min(mostUsd, readRunSettings().perRunUsd);
        // Allowed by the person a moment ago, and never by the folder.
        const allowUnpriced = price === undefined ? [id] : [];
        const request = { files: [path], model: id, maxCostUsd, allowUnpriced };
        const reviewed = await engine.review(request, link.signal);
        return link.signal.aborted ? undefined : reviewed;
      } finally {
        link.dispose();
      }
    },
  );
}

function tell(model: string, { problems, notes, prompts, dropped, spentUsd }: Reviewed): void {
  const [note] = notes;
  if (prompts === 0) {
    void vscode.window.showWarningMessage(noticeText(note ?? 'Nothing was looked at.', 300));
    return;
  }
  const found = problems.length === 0 ? 'no hints' : counted(problems.length, 'hint');
  const lost =
    dropped === 0
      ? ''
      : ` ${counted(dropped, 'finding')} left out, for quoting what is not in the prompt.`;
  const cost = spentUsd === 0 ? '' : ` It cost ${moneyText(spentUsd)}.`;
  void vscode.window.showInformationMessage(`${noticeText(model, 80)}: ${found}.${lost}${cost}`);
}
