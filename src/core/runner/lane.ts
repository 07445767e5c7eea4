import type { TrialState } from '#protocol/trial.ts';
import type { SnapshotCase } from '../store/snapshot.ts';
import { runTrial, type Stop, type TrialDesk, type TrialOutcome } from './oneTrial.ts';
import type { PreparedCandidate } from './prepared.ts';
import type { TrialGrid } from './trialGrid.ts';

/** Why trials that have not started never will. */
export interface Halt {
  readonly state: TrialState;
  readonly code?: string;
  readonly message?: string;
}

/** What the lanes of a run share: what is done, and what has stopped. */
export interface Traffic {
  readonly grid: TrialGrid;
  isDone(trial: number): boolean;
  /** The reason why nothing more of this candidate may start. */
  haltOf(candidate: PreparedCandidate): Halt | undefined;
  halt(candidate: PreparedCandidate, stop: Stop): void;
  /** The disk failed: nothing more may start, in any lane. */
  broke(error: unknown): void;
  finished(outcome: TrialOutcome): void;
}

/**
 * Works through the trials of one provider account with some workers, each taking the next trial when its last
 * is done. One account that waits does not hold up the others, and no more cases are in memory than one piece
 * of the file and one a worker.
 */
export async function runLane(
  desk: TrialDesk,
  traffic: Traffic,
  candidates: readonly PreparedCandidate[],
  cases: AsyncIterable<readonly SnapshotCase[]>,
  workers: number,
): Promise<void> {
  const trials = new TrialQueue(traffic, candidates, cases);
  const work = async (): Promise<void> => {
    for (let next = await trials.next(); next !== undefined; next = await trials.next()) {
      const { candidate, one, repeat } = next;
      const outcome = await runTrial(desk, candidate, one.testCase, {
        trial: traffic.grid.number(candidate.index, one.index, repeat),
        candidate: candidate.index,
        caseId: one.testCase.id,
        repeat,
      });
      if (outcome.stop !== undefined) traffic.halt(candidate, outcome.stop);
      traffic.finished(outcome);
    }
  };
  await Promise.all(
    Array.from({ length: workers }, () =>
      work().catch((error: unknown) => {
        traffic.broke(error);
      }),
    ),
  );
  await trials.close();
}

interface NextTrial {
  readonly candidate: PreparedCandidate;
  readonly one: SnapshotCase;
  readonly repeat: number;
}

/** The lane's trials in order: case by case, so that all candidates advance together. */
class TrialQueue {
  private readonly traffic: Traffic;
  private readonly candidates: readonly PreparedCandidate[];
  private readonly cases: AsyncIterator<readonly SnapshotCase[]>;
  private batch: readonly SnapshotCase[] = [];
  private place = 0;
  private candidate = 0;
  private repeat = 0;
  private ended = false;
  private refilling: Promise<void> | undefined;

  constructor(
    traffic: Traffic,
    candidates: readonly PreparedCandidate[],
    cases: AsyncIterable<readonly SnapshotCase[]>,
  ) {
    this.traffic = traffic;
    this.candidates = candidates;
    this.cases = cases[Symbol.asyncIterator]();
  }

  /** A promise only where reading on is needed; `undefined` at the end. */
  next(): NextTrial | undefined | Promise<NextTrial | undefined> {
    return this.take() ?? this.wait();
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.cases.return?.();
  }

  private take(): NextTrial | undefined {
    for (let one = this.batch[this.place]; one !== undefined; one = this.batch[this.place]) {
      const candidate = this.candidates[this.candidate];
      if (candidate === undefined) {
        this.place += 1;
        this.candidate = 0;
      } else if (this.repeat >= candidate.repeats || !this.concerns(candidate, one)) {
        this.candidate += 1;
        this.repeat = 0;
      } else {
        const { repeat } = this;
        this.repeat += 1;
        const trial = this.traffic.grid.number(candidate.index, one.index, repeat);
        if (!this.traffic.isDone(trial)) return { candidate, one, repeat };
      }
    }
    return undefined;
  }

  private async wait(): Promise<NextTrial | undefined> {
    while (!this.ended) {
      this.refilling ??= this.refill();
      await this.refilling;
      const next = this.take();
      if (next !== undefined) return next;
    }
    return undefined;
  }

  private concerns(candidate: PreparedCandidate, one: SnapshotCase): boolean {
    return candidate.info.prompt === one.prompt && this.traffic.haltOf(candidate) === undefined;
  }

  private async refill(): Promise<void> {
    const everyoneStopped = this.candidates.every(
      (candidate) => this.traffic.haltOf(candidate) !== undefined,
    );
    const next = everyoneStopped ? undefined : await this.cases.next();
    this.ended = next === undefined || next.done === true;
    this.batch = next?.done === false ? next.value : [];
    this.place = 0;
    this.candidate = 0;
    this.repeat = 0;
    this.refilling = undefined;
  }
}
