import type * as vscode from 'vscode';
import type { Engine, Planned, RunRequest } from '#core/engine.ts';
import type { ScorerCommand } from '#core/scorers/consent/scorerCommand.ts';
import { tiersOf, type Tier } from '#core/project/tiers.ts';
import type { ReadyRun } from '#core/runner/run.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { Preflight } from '#protocol/run.ts';
import type { Project } from '../files/workspace.ts';
import type { KeyStore } from '../host/keyStore.ts';
import type { RunSession, RunTarget, SessionEnd } from './runSessions.ts';

/** What a run needs to get ready. */
export interface Preparing {
  readonly workspace: { project(root: string): RunProject | undefined };
  readonly keys: Pick<KeyStore, 'state'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'info'>;
  readonly isTrusted: () => boolean;
  readonly settings: () => RunSettings;
  readonly ask: Asking;
  /** The person's word on programs that score: whether they may be run with their files as they are. */
  readonly askConsent: (commands: readonly ScorerCommand[]) => Promise<boolean>;
  /** What is wrong with the user's own configuration. With an error among it nothing starts. */
  readonly configProblems: () => readonly Problem[];
  /** Reads the run's own copy of its cases. */
  readonly firstCase: (ready: ReadyRun) => Promise<{ id: string; fingerprint: string } | undefined>;
}

export type RunProject = Pick<Project, 'engine' | 'catalogue' | 'suite'>;

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
  if (project === undefined) return refused([], closed);
  const tier = tierOf(project, target);
  const request = requestOf(target, preparing.settings());
  const counted = await settleConsent(preparing, project.engine, request, origin, signal);
  if (counted === undefined || signal.aborted) return { kind: 'declined' };
  const faults = counted.problems.filter(({ code }) => code !== 'budget-unpriced');
  if (counted.rendered !== undefined && !hasErrors(faults)) {
    return { kind: 'checked', ...counted.rendered };
  }
  if (hasErrors(faults) || counted.preflight === undefined) return problemsEnd(faults);
  const money = await settleMoney(preparing, { ...project, tier }, counted.preflight, origin);
  if (money === undefined || signal.aborted) return { kind: 'declined' };
  if ('kind' in money) return money;
  // While the person was asked, providers may have changed, and with them the engine.
  const engine = preparing.workspace.project(target.root)?.engine;
  if (engine === undefined) return refused([], closed);
  const planned = await engine.plan({ ...request, ...money }, signal);
  const { ready } = planned;
  if (ready === undefined) return problemsEnd(planned.problems);
  let refusal: Refusal | undefined;
  let isWanted = false;
  try {
    refusal = otherModels(money, planned) ?? (await otherCase(preparing, target, ready));
    isWanted = refusal === undefined && !signal.aborted;
  } finally {
    if (!isWanted) await giveUp(preparing, engine, ready);
  }
  return isWanted ? { kind: 'ready', engine, ready } : (refusal ?? { kind: 'declined' });
}

/** What the run would take, once every program that scores may be run. `undefined`: the person said no. */
async function settleConsent(
  { askConsent }: Preparing,
  engine: Engine,
  request: RunRequest,
  origin: RunSession['origin'],
  signal: AbortSignal,
): Promise<Planned | undefined> {
  const counted = await engine.preflight(request, signal);
  const { unallowed = [] } = counted;
  const others = counted.problems.filter(
    ({ code }) => code !== 'scorer-not-allowed' && code !== 'budget-unpriced',
  );
  // Saving never asks, and what cannot be run anyway need not be allowed.
  if (unallowed.length === 0 || origin === 'save' || hasErrors(others)) return counted;
  if (signal.aborted || !(await askConsent(unallowed))) return undefined;
  for (const command of unallowed) await engine.consents.allow(command);
  return engine.preflight(request, signal);
}

const closed = 'The folder of this prompt is no longer open.';

function requestOf(target: RunTarget, { cache }: RunSettings): RunRequest {
  const { prompts, models = [], variants = [], cases = [], tier } = target;
  const wanted = { files: prompts, models, variants, cases, tags: [] };
  if (tier === undefined) return { ...wanted, cache };
  // A tier says itself whether replies are kept, unless the person wants none to be.
  return { ...wanted, tier, ...(cache === 'off' && { cache }) };
}

/** Absent: the engine says that there is no such tier. */
function tierOf({ suite }: RunProject, { tier: name }: RunTarget): Tier | undefined {
  return name === undefined ? undefined : tiersOf(suite).find((one) => one.name === name);
}

/** What the person has agreed to. */
type Agreed = Pick<RunRequest, 'maxCostUsd' | 'recordings'> & {
  readonly allowUnpriced: readonly string[];
};

/** What the run may cost, and which models may run without a price. What a workspace allows itself does not count. */
async function settleMoney(
  { settings, ask, keys }: Preparing,
  { catalogue, suite, tier }: RunProject & { readonly tier: Tier | undefined },
  counted: Preflight,
  origin: RunSession['origin'],
): Promise<Agreed | Refusal | undefined> {
  const allowUnpriced = counted.unpriced;
  // A recording costs nothing; said outright, since the suite may say something else by the time it is read again.
  const isReplay =
    tier === undefined ? suite.recordings?.replay === true : tier.recordings === 'replay';
  if (isReplay) return { recordings: 'replay', allowUnpriced };
  const { perRunUsd, onSaveUsd } = settings();
  const { expected, high } = sumOf(counted);
  const own = origin === 'save' ? onSaveUsd : perRunUsd;
  const limit = Math.min(own, tier?.maxCostUsd ?? suite.maxCostUsd ?? own);
  const unpriced: string[] = [];
  for (const id of allowUnpriced) {
    const provider = catalogue?.models.find((one) => one.id === id)?.provider ?? '';
    // Nobody can be billed for a request that carries no key.
    if ((await keys.state(provider)).kind !== 'none-needed') unpriced.push(id);
  }
  if (origin === 'save' && (expected > limit || unpriced.length > 0)) {
    return refused([], 'The run was not started by saving: it might cost more than is allowed.');
  }
  if (unpriced.length > 0 && !(await ask.unpriced(unpriced))) return undefined;
  const maxCostUsd = expected > limit ? await ask.overBudget(expected, high, limit) : limit;
  return maxCostUsd === undefined ? undefined : { maxCostUsd, allowUnpriced };
}

function sumOf({ costUsd, judgeCostUsd }: Preflight): { expected: number; high: number } {
  return {
    expected: costUsd.expected + judgeCostUsd.expected,
    high: costUsd.high + judgeCostUsd.high,
  };
}

/** The files may have changed since they were counted. */
function otherModels({ allowUnpriced }: Agreed, { preflight }: Planned): Refusal | undefined {
  if (preflight?.unpriced.every((id) => allowUnpriced.includes(id)) !== false) return undefined;
  return refused([], 'The models changed while the run was being prepared. Run it again.');
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
async function giveUp({ log }: Preparing, engine: Engine, ready: ReadyRun): Promise<void> {
  try {
    await ready.finish();
    await ready.release();
    const stored = await engine.history.find(ready.manifest.id);
    if (stored !== undefined) await engine.history.remove(stored);
  } catch (error) {
    log.error(`${ready.folder.path} is of a run that was not started, and can be deleted.`, error);
  }
}

function refused(problems: readonly Problem[], message: string): Refusal {
  return { kind: 'refused', problems, message };
}

function problemsEnd(problems: readonly Problem[]): Refusal {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return refused(problems, 'There is nothing to run.');
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  const { code, file, range, message, next } = first;
  // It is in no file, and the way out is a button.
  if (code === 'key-missing') return refused(problems, `${message}${more}`);
  return refused(problems, `${file}:${range.start.line}: ${message} ${next}${more}`);
}
