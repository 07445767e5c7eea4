import type { JudgeUse } from '#protocol/score.ts';
import type { TrialRef } from '#protocol/trial.ts';
import type { CallEvent } from '../models/model.ts';
import type { Journal } from '../store/journal.ts';
import { JudgeMeter } from './judgeMeter.ts';

/** USD and requests of one trial, failed attempts and judges included. */
export class Expense {
  attempts: number;
  readonly judges: JudgeMeter = new JudgeMeter();
  private usd = 0;
  private known = true;

  constructor(attempts = 0) {
    this.attempts = attempts;
  }

  /** `undefined`: it cost something that nobody knows. */
  add(costUsd: number | undefined): void {
    if (costUsd === undefined) this.known = false;
    else this.usd += costUsd;
  }

  get costUsd(): number | undefined {
    return this.known ? this.usd : undefined;
  }

  get judging(): readonly JudgeUse[] | undefined {
    return this.judges.uses.judging;
  }
}

/** Writes every request of a trial down before it leaves. `judge`: the evaluator that asks. */
export function recordCalls(
  journal: Journal,
  ref: TrialRef,
  expense: Expense,
  judge?: string,
): (event: CallEvent) => void {
  const asked = judge === undefined ? {} : { judge };
  return (event) => {
    if (event.kind === 'dispatched') {
      const { attempt, reservedUsd } = event;
      const reserved = reservedUsd === undefined ? {} : { reservedUsd };
      if (event.batch === undefined) {
        journal.append({ kind: 'dispatch', ...ref, attempt, ...reserved, ...asked });
      }
      if (judge === undefined) expense.attempts += 1;
      return;
    }
    const { attempt, code, costUsd } = event;
    const cost = costUsd === undefined ? {} : { costUsd };
    journal.append({ kind: 'attempt-failed', ...ref, attempt, code, ...cost, ...asked });
    if (costUsd !== undefined) expense.add(costUsd);
  };
}
