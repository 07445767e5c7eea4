import * as vscode from 'vscode';
import { settings } from '../ids.ts';
import type { RunSettings } from './prepareRun.ts';

/** What is about money comes from the user alone, whatever a workspace says. */
export function readRunSettings(): RunSettings {
  const configuration = vscode.workspace.getConfiguration('assay');
  const own = (name: string, otherwise: number): number => {
    const value: unknown = configuration.inspect(name)?.globalValue;
    return typeof value === 'number' && value >= 0 ? value : otherwise;
  };
  return {
    perRunUsd: own(settings.budgetPerRunUsd, 1),
    onSaveUsd: own(settings.runOnSaveBudgetUsd, 0.05),
    cache: configuration.get(settings.cache) === 'off' ? 'off' : 'on',
  };
}
