import * as vscode from 'vscode';
import { noticeText } from '../host/noticeText.ts';
import { moneyText } from './outcomeText.ts';
import type { Asking } from './prepareRun.ts';

/** Asks before money may be spent that nobody agreed to. What was allowed without a price holds until the window closes. */
export function askMoney(): Asking {
  const allowed = new Set<string>();
  return {
    async overBudget(expectedUsd, highUsd, limitUsd) {
      const within = `Run up to ${moneyText(limitUsd)}`;
      const anyway = `Run up to ${moneyText(highUsd)}`;
      const choice = await vscode.window.showWarningMessage(
        `This run is expected to cost ${moneyText(expectedUsd)}, more than your limit of ${moneyText(limitUsd)}.`,
        {
          modal: true,
          detail:
            'A run that reaches its limit ends and keeps what was answered. The limit is the setting assay.budget.perRunUsd, or maxCostUsd in assay.yml where that is lower.',
        },
        within,
        anyway,
      );
      if (choice === within) return limitUsd;
      return choice === anyway ? highUsd : undefined;
    },
    async unpriced(models) {
      if (models.every((id) => allowed.has(id))) return true;
      const names = noticeText(models.join(', '));
      const run = 'Run Without a Limit for Them';
      const choice = await vscode.window.showWarningMessage(
        `There is no price for ${names}, so no limit can hold what they cost.`,
        { modal: true, detail: 'Write their price into assay.models.yml to have it counted.' },
        run,
      );
      if (choice !== run) return false;
      for (const id of models) allowed.add(id);
      return true;
    },
  };
}
