import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TrialResult } from '#protocol/trial.ts';
import type { AssayApi } from '#extension/compose.ts';
import type { CaseResult } from '#extension/running/resultBoard.ts';
import type { RunSession, SessionEnd } from '#extension/running/runSessions.ts';
import { providerLog } from './provider.ts';
import { workspacePath } from './window.ts';

/** Every session that starts from now on. */
export interface Watched extends Disposable {
  readonly started: readonly RunSession[];
  /** How the only one ended. */
  onlyEnd(): Promise<SessionEnd>;
}

export function watchSessions({ sessions }: AssayApi): Watched {
  const started: RunSession[] = [];
  const listener = sessions.onDidChange((session) => {
    if (!started.includes(session)) started.push(session);
  });
  return {
    started,
    onlyEnd() {
      const [only] = started;
      if (only === undefined || started.length > 1) {
        throw new Error(`${started.length} runs were started.`);
      }
      return only.done;
    },
    [Symbol.dispose]: () => {
      listener.dispose();
    },
  };
}

/** Ids of the runs that a folder of the workspace holds. */
export function runsOnDisk(folder = ''): readonly string[] {
  const runs = join(workspacePath(folder), '.assay/runs');
  return existsSync(runs) ? readdirSync(runs).toSorted() : [];
}

/** What the provider was asked for, in no order. */
export async function askedMarkers(): Promise<readonly string[]> {
  const { requests } = await providerLog();
  return requests.map(({ marker = '' }) => marker).toSorted();
}

/** `base mock/small: passed`, a line for each candidate. */
export function outcomesOf(results: readonly CaseResult[]): readonly string[] {
  return results.map(({ variant, model, outcome }) => `${variant} ${model}: ${outcome}`);
}

/** The trials of a run as its folder tells them. */
export async function trialsOf(
  { workspace }: AssayApi,
  root: string,
  id: string,
): Promise<readonly TrialResult[]> {
  const history = workspace.project(root)?.engine.history;
  const run = await history?.find(id);
  if (history === undefined || run === undefined) throw new Error(`There is no run ${id}.`);
  const trials: TrialResult[] = [];
  await history.results(run, (one) => trials.push(one));
  return trials;
}

/** Sets a user setting until the end of the scope. */
export async function userSetting(name: string, value: unknown): Promise<AsyncDisposable> {
  const set = async (to: unknown): Promise<void> => {
    await vscode.workspace
      .getConfiguration('assay')
      .update(name, to, vscode.ConfigurationTarget.Global);
  };
  const before = vscode.workspace.getConfiguration('assay').inspect(name)?.globalValue;
  await set(value);
  return { [Symbol.asyncDispose]: () => set(before) };
}
