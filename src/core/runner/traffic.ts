import type { RunEnd, RunProgress } from '#protocol/run.ts';
import { FileError } from '../ports.ts';
import type { Halt, Traffic } from './lane.ts';
import type { Stop, TrialOutcome } from './oneTrial.ts';
import type { PreparedCandidate } from './prepared.ts';
import type { CandidateTally } from './tally.ts';
import type { TrialGrid } from './trialGrid.ts';

/** Keeps the count of one run: what is done, what was stopped and why. */
export class RunTraffic implements Traffic {
  readonly grid: TrialGrid;
  /** An error that nothing in the run accounts for. */
  fault: Error | undefined;
  private readonly tallies: readonly CandidateTally[];
  private readonly done: Uint8Array;
  private readonly halts = new Map<string, Halt>();
  private readonly hear: (outcome: TrialOutcome) => void;
  private finishedTrials = 0;
  private failedTrials = 0;
  private errorTrials = 0;
  private cancelledTrials = 0;

  constructor(
    grid: TrialGrid,
    tallies: readonly CandidateTally[],
    hear: (outcome: TrialOutcome) => void,
  ) {
    this.grid = grid;
    this.tallies = tallies;
    this.done = new Uint8Array(grid.total);
    this.hear = hear;
  }

  /** Ticks a trial off that an earlier start of the run has finished. */
  keep(outcome: TrialOutcome): void {
    this.count(outcome);
  }

  isDone(trial: number): boolean {
    return this.done[trial] === 1;
  }

  haltOf(candidate: Pick<PreparedCandidate, 'account' | 'info'>): Halt | undefined {
    if (this.halts.size === 0) return undefined;
    return (
      this.halts.get('run') ??
      this.halts.get(`account ${candidate.account}`) ??
      this.halts.get(`model ${candidate.info.model}`)
    );
  }

  halt(candidate: PreparedCandidate, { error, scope }: Stop): void {
    const { code, message } = error;
    const halt: Halt =
      code === 'budget-reached'
        ? { state: 'budget-reached', message }
        : { state: 'error', code, message };
    const where = {
      run: 'run',
      account: `account ${candidate.account}`,
      model: `model ${candidate.info.model}`,
    }[scope];
    if (!this.halts.has(where)) this.halts.set(where, halt);
  }

  broke(error: unknown): void {
    if (this.halts.get('run')?.code === 'local') return;
    // Anything but a disk that fails is a bug of ours; it ends the run with its own words all the same.
    const message = error instanceof Error ? error.message : String(error);
    this.halts.set('run', { state: 'error', code: 'local', message });
    if (!(error instanceof FileError)) this.fault ??= new Error(message, { cause: error });
  }

  /** Nothing new starts; what is under way may finish. */
  stop(): void {
    if (!this.halts.has('run')) this.halts.set('run', { state: 'cancelled' });
  }

  finished(outcome: TrialOutcome): void {
    this.count(outcome);
    this.hear(outcome);
  }

  progress(spentUsd: number): RunProgress {
    return {
      finished: this.finishedTrials,
      planned: this.grid.total,
      failed: this.failedTrials,
      errors: this.errorTrials,
      spentUsd,
    };
  }

  /** How the run ended, once no lane is at work. */
  end(): { readonly ended: RunEnd; readonly failure?: { code: string; message: string } } {
    if (this.finishedTrials >= this.grid.total && this.halts.size === 0)
      return { ended: 'complete' };
    const halts = [...this.halts.values()];
    const failed = halts.find((halt) => halt.code !== undefined);
    if (failed?.code !== undefined) {
      return { ended: 'stopped', failure: { code: failed.code, message: failed.message ?? '' } };
    }
    const budget = halts.find((halt) => halt.state === 'budget-reached');
    if (budget !== undefined) {
      const message = budget.message ?? '';
      return { ended: 'budget-reached', failure: { code: 'budget-reached', message } };
    }
    // A cancellation that came after the last reply cancelled nothing.
    const isWhole = this.finishedTrials >= this.grid.total && this.cancelledTrials === 0;
    return { ended: isWhole ? 'complete' : 'cancelled' };
  }

  private count({ result, isUnscored }: TrialOutcome): void {
    this.done[result.trial] = 1;
    this.tallies[result.candidate]?.add(result);
    this.finishedTrials += 1;
    if (result.pass === false) this.failedTrials += 1;
    if (result.state === 'error') this.errorTrials += 1;
    if (result.state === 'cancelled' || isUnscored === true) this.cancelledTrials += 1;
  }
}
