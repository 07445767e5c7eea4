import * as vscode from 'vscode';
import { commands, settings } from '../ids.ts';
import type { RunOnSave } from '../running/runOnSave.ts';
import { moneyText } from '../running/outcomeText.ts';
import type { Feature } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickPrompt } from './picks.ts';

export const toggleInlineResults: Feature = (services) =>
  guarded(services, commands.toggleInlineResults, async () => {
    const configuration = vscode.workspace.getConfiguration('assay');
    const isOn = configuration.get(settings.inlineResults, true);
    await configuration.update(settings.inlineResults, !isOn, vscode.ConfigurationTarget.Global);
  });

export function toggleRunOnSave(onSave: RunOnSave): Feature {
  return (services) =>
    guarded(services, commands.toggleRunOnSave, async (value) => {
      const prompt = await pickPrompt(services, value);
      if (prompt === undefined) return;
      const isOn = await onSave.toggle(prompt.path);
      const limit = vscode.workspace.getConfiguration('assay').get(settings.runOnSaveBudgetUsd, 0);
      const message = isOn
        ? `Saving this prompt or its datasets now runs it, as long as that is expected to cost no more than ${moneyText(limit)}.`
        : 'Saving this prompt runs nothing any more.';
      void vscode.window.showInformationMessage(message);
    });
}
