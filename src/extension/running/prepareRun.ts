import type * as vscode from 'vscode';
import type { Engine, Planned, RunRequest } from '#core/engine.ts';
import type { ReadyRun } from '#core/runner/run.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { Preflight } from '#protocol/run.ts';
import type { AssayWorkspace, Project } from '../files/workspace.ts';
import type { KeyStore } from '../host/keyStore.ts';
import type { RunSession, RunTarget, SessionEnd } from './runSessions.ts';

/** What a run needs to get ready. */
export interface Preparing {
  readonly workspace: Pick<AssayWorkspace, 'project'>;
  readonly keys: Pick<KeyStore, 'state'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'info'>;
  readonly isTrusted: () => boolean;
  readonly settings: () => RunSettings;
  readonly ask: Asking;
  /** What is wrong with the user's own configuration. With an error among it nothing starts. */
  readonly configProblems: () => readonly Problem[];
  /** Reads the run's own copy of its cases. */
  readonly firstCase: (ready: ReadyRun) => Promise<{ id: string; fingerprint: string } | undefined>;
}

export interface RunSettings {
  readonly perRunUsd: number;
  readonly onSaveUsd: number;
  readonly cache: 'on' | 'off';
}

/** The person's word on money. `undefined`: not to be run. */
export interface Asking {
  overBudget(expectedUsd: number, highUsd: number, limitUsd: number): Promise<number | undefined>;
  unpriced(models: readonly string[]): Promise<boolean>;
}

type Refusal = Extract<SessionEnd, { readonly kind: 'refused' }>;

export type Prepared =
  | { readonly kind: 'ready'; readonly engine: Engine; readonly ready: ReadyRun }
  | Exclude<SessionEnd, { readonly kind: 'ended' }>;

/** Checks trust, files, money and keys, in that order. Nothing is asked of a model, and with a problem nothing stays on disk. */
export async function prepareRun(
  preparing: Preparing,
  target: RunTarget,
  origin: RunSession['origin'],
  signal: AbortSignal,
): Promise<Prepared> {
  if (!preparing.isTrusted()) {
    return refused([], 'This folder is in Restricted Mode: nothing is sent until it is trusted.');
  }
  const wrong = preparing.configProblems();
  if (hasErrors(wrong)) return problemsEnd(wrong);
  const project = preparing.workspace.project(target.root);
  if (project === undefined) return refused([], 'The folder of this prompt is no longer open.');
  const { engine } = project;
  const request = requestOf(target, preparing.settings());
  const counted = await engine.preflight(request, signal);
  if (signal.aborted) return { kind: 'declined' };
  const faults = counted.problems.filter(({ code }) => code !== 'budget-unpriced');
  if (hasErrors(faults) || counted.preflight === undefined) return problemsEnd(faults);
  const money = await settleMoney(preparing, project, counted.preflight, origin);
  if (money === undefined || signal.aborted) return { kind: 'declined' };
  if ('kind' in money) return money;
  const planned = await engine.plan({ ...request, ...money }, signal);
  if (planned.ready === undefined) return problemsEnd(planned.problems);
  const other = await otherCase(preparing, target, planned.ready);
  if (other === undefined && !signal.aborted)
    return { kind: 'ready', engine, ready: planned.ready };
  await giveUp(engine, planned);
  return other ?? { kind: 'declined' };
}

function requestOf(target: RunTarget, { cache }: RunSettings): RunRequest {
  const { prompts, models = [], variants = [], cases = [] } = target;
  return { files: prompts, models, variants, cases, tags: [], cache };
}

/** What the run may cost, and which models may run without a price. */
async function settleMoney(
  { settings, ask, keys }: Preparing,
  { catalogue, suite }: Project,
  counted: Preflight,
  origin: RunSession['origin'],
): Promise<Pick<RunRequest, 'maxCostUsd' | 'allowUnpriced'> | Refusal | undefined> {
  // A recording costs nothing.
  if (suite.recordings?.replay === true) return {};
  const { perRunUsd, onSaveUsd } = settings();
  const { expected, high } = sumOf(counted);
  const own = origin === 'save' ? onSaveUsd : perRunUsd;
  const limit = Math.min(own, suite.maxCostUsd ?? own);
  const unpriced: string[] = [];
  for (const id of counted.unpriced) {
    if (suite.allowUnpriced.includes(id)) continue;
    const provider = catalogue?.models.find((one) => one.id === id)?.provider ?? '';
    // Nobody can be billed for a request that carries no key.
    if ((await keys.state(provider)).kind !== 'none-needed') unpriced.push(id);
  }
  if (origin === 'save' && (expected > limit || unpriced.length > 0)) {
    return refused([], 'The run was not started by saving: it might cost more than is allowed.');
  }
  if (unpriced.length > 0 && !(await ask.unpriced(unpriced))) return undefined;
  const maxCostUsd = expected > limit ? await ask.overBudget(expected, high, limit) : limit;
  if (maxCostUsd === undefined) return undefined;
  return { maxCostUsd, allowUnpriced: counted.unpriced };
}

function sumOf({ costUsd, judgeCostUsd }: Preflight): { expected: number; high: number } {
  return {
    expected: costUsd.expected + judgeCostUsd.expected,
    high: costUsd.high + judgeCostUsd.high,
  };
}

async function otherCase(
  { firstCase }: Preparing,
  { expects }: RunTarget,
  ready: ReadyRun,
): Promise<Refusal | undefined> {
  if (expects === undefined) return undefined;
  const found = await firstCase(ready);
  if (found?.id === expects.caseId && found.fingerprint === expects.fingerprint) return undefined;
  return refused([], 'The case changed while its run was being prepared. Run it again.');
}

/** A run that was planned and not started leaves nothing behind. */
async function giveUp(engine: Engine, { ready }: Planned): Promise<void> {
  if (ready === undefined) return;
  await ready.finish().catch(() => []);
  await ready.release().catch(() => undefined);
  const stored = await engine.history.find(ready.manifest.id);
  if (stored !== undefined) await engine.history.remove(stored);
}

function refused(problems: readonly Problem[], message: string): Refusal {
  return { kind: 'refused', problems, message };
}

function problemsEnd(problems: readonly Problem[]): Refusal {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return refused(problems, 'There is nothing to run.');
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  const { file, range, message, next } = first;
  return refused(problems, `${file}:${range.start.line}: ${message} ${next}${more}`);
}
