import type { TrialResult } from '#protocol/trial.ts';
import { failures, type ModelErrorCode } from '../models/modelError.ts';
import type { ResultPlace } from '../engine.ts';
import type { Files } from '../ports.ts';
import {
  readJournal,
  readRecordAt,
  wasResumed,
  type JournalEnd,
  type JournalEntry,
  type JournalRecord,
  type WantedRecords,
} from '../store/journal.ts';
import type { Span } from '../store/lines.ts';
import { passOf } from './scoring.ts';

/** A reply that is paid for, but whose judges had not all answered when the run ended. */
export interface Unjudged {
  readonly result: TrialResult;
  /** The evaluators that have not scored it. */
  readonly pending: readonly string[];
}

/** A request in a batch. */
export interface LaidRequest {
  readonly batch: number;
  /** The most that it can cost. */
  readonly reservedUsd: number;
}

/** What the journal of an earlier start says. */
export interface Progress {
  readonly end: JournalEnd;
  /** USD, dispatched requests that were never answered counted in full. */
  readonly spentUsd: number;
  /** Requests that were never answered: perhaps billed, and asked again by a resumed run. */
  readonly unknown: number;
  readonly unjudged: readonly Unjudged[];
  /** Requests that are laid down in batches and have no end yet, by their trials; they count in no other figure. */
  readonly waiting: ReadonlyMap<number, LaidRequest>;
  /**
   * Hears the last result of every trial. `standing`: only those that a resumed run keeps. `all`: errors and
   * replies without all their scores too.
   */
  results(
    hear: (result: TrialResult, at: ResultPlace) => void,
    which: 'standing' | 'all',
  ): Promise<void>;
}

/**
 * Reads a journal twice in constant memory: first to learn which record of each trial is the last, then, when
 * `results` is called, to tell them. `trials`: how many the plan has.
 */
export async function readProgress(files: Files, path: string, trials: number): Promise<Progress> {
  const lastResult = new Uint32Array(trials);
  const calls = new OpenCalls();
  const pending = new Map<number, Unjudged & { readonly at: Span }>();
  const waiting = new Map<number, LaidRequest>();
  let spentUsd = 0;
  const end = await readJournal(files, path, ({ seq, entry }, at) => {
    switch (entry.kind) {
      case 'dispatch':
        if (entry.batch === undefined) {
          calls.dispatched(entry.trial, entry.judge, entry.reservedUsd ?? 0);
        } else {
          const { batch, reservedUsd = 0 } = entry;
          waiting.set(entry.trial, { batch, reservedUsd });
        }
        break;
      case 'batch':
        if (entry.step !== 'refused') break;
        for (const [trial, { batch }] of waiting) if (batch === entry.batch) waiting.delete(trial);
        break;
      case 'attempt-failed':
        if (entry.judge === undefined) waiting.delete(entry.trial);
        calls.failed(entry.trial, entry.judge, entry.costUsd ?? 0);
        if (entry.judge === undefined) spentUsd += entry.costUsd ?? 0;
        break;
      case 'result': {
        const { result } = entry;
        const laid = waiting.get(result.trial)?.reservedUsd ?? 0;
        waiting.delete(result.trial);
        const mostUsd = laid + calls.end(result.trial, undefined);
        // A reply without a cost is taken to have cost what was held for it, as while the run went on.
        if (result.reply?.source === 'live') spentUsd += result.reply.costUsd ?? mostUsd;
        if (result.trial < trials) lastResult[result.trial] = seq;
        if (entry.pending.length > 0) {
          pending.set(result.trial, { result, pending: entry.pending, at });
        } else pending.delete(result.trial);
        break;
      }
      case 'scores': {
        const before = pending.get(entry.trial);
        let mostUsd = 0;
        for (const name of before?.pending ?? []) mostUsd += calls.end(entry.trial, name);
        const paidUsd = before?.result.costUsd;
        spentUsd +=
          entry.costUsd === undefined || paidUsd === undefined
            ? mostUsd
            : Math.max(0, entry.costUsd - paidUsd);
        pending.delete(entry.trial);
        break;
      }
      case 'resumed':
        // What was open when the run was taken up again stays counted, but is no longer waited for.
        spentUsd += calls.endAll();
        break;
    }
  });
  const unknown = calls.unanswered;
  const isLast = (trial: number, seq: number): boolean =>
    lastResult[trial] === seq && !pending.has(trial);
  spentUsd += calls.endAll();
  return {
    end,
    spentUsd,
    unknown,
    unjudged: [...pending.values()],
    waiting,
    async results(hear, which) {
      const wanted = { kinds: resultKinds, others: 'checked before' } as const;
      await tellResults(files, path, wanted, isLast, (result, at) => {
        if (which === 'all' || stands(result)) hear(result, at);
      });
      if (which !== 'all') return;
      for (const { result, at } of pending.values()) hear(result, { result: at });
    },
  };
}

/** Requests whose cost no record has told yet. */
class OpenCalls {
  private readonly byKey = new Map<string, OpenCall>();

  get unanswered(): number {
    let count = 0;
    for (const { isWaiting } of this.byKey.values()) if (isWaiting) count += 1;
    return count;
  }

  dispatched(trial: number, judge: string | undefined, reservedUsd: number): void {
    const key = callKey(trial, judge);
    const before = this.byKey.get(key);
    // A judge is asked several things, some at a time: which of them it has answered, nothing tells.
    this.byKey.set(key, {
      isWaiting: true,
      reservedUsd: [...(before?.reservedUsd ?? []), reservedUsd],
      failedUsd: before?.failedUsd ?? 0,
    });
  }

  /** What a judge's failures cost is told again by the scores, once they are there. */
  failed(trial: number, judge: string | undefined, costUsd: number): void {
    const key = callKey(trial, judge);
    if (judge === undefined) {
      this.byKey.delete(key);
      return;
    }
    const before = this.byKey.get(key);
    const reserved = (before?.reservedUsd ?? []).toSorted((a, b) => b - a).slice(0, -1);
    this.byKey.set(key, {
      isWaiting: false,
      reservedUsd: reserved,
      failedUsd: (before?.failedUsd ?? 0) + costUsd,
    });
  }

  /** The most that it cost, in USD. */
  end(trial: number, judge: string | undefined): number {
    const key = callKey(trial, judge);
    const call = this.byKey.get(key);
    this.byKey.delete(key);
    return call === undefined ? 0 : mostOf(call);
  }

  endAll(): number {
    let usd = 0;
    for (const call of this.byKey.values()) usd += mostOf(call);
    this.byKey.clear();
    return usd;
  }
}

interface OpenCall {
  /** The last request has neither an answer nor a failure. */
  readonly isWaiting: boolean;
  /** The most that each request without a failure can have cost; of one that failed the smallest is taken out. */
  readonly reservedUsd: readonly number[];
  readonly failedUsd: number;
}

function mostOf({ reservedUsd, failedUsd }: OpenCall): number {
  return reservedUsd.reduce((sum, usd) => sum + usd, failedUsd);
}

function callKey(trial: number, judge: string | undefined): string {
  return judge === undefined ? String(trial) : `${trial} ${judge}`;
}

/**
 * Hears the last result of every trial: errors and replies without all their scores too. A journal is read once for that
 * where the run was never taken up again, so that no trial has two.
 */
export async function readResults(
  files: Files,
  path: string,
  trials: number,
  hear: (result: TrialResult, at: ResultPlace) => void,
): Promise<void> {
  if (await wasResumed(files, path)) {
    const progress = await readProgress(files, path, trials);
    return progress.results(hear, 'all');
  }
  const met = new Uint8Array(trials);
  const isFirst = (trial: number): boolean => {
    const isNew = met[trial] === 0;
    if (isNew) met[trial] = 1;
    return isNew;
  };
  const wanted = { kinds: resultKinds, others: 'to be checked' } as const;
  const waiting = await tellResults(files, path, wanted, isFirst, hear);
  for (const { result, at } of waiting) hear(result, { result: at });
}

const resultKinds: WantedRecords['kinds'] = new Set(['result', 'scores']);

interface PlacedResult {
  readonly result: TrialResult;
  readonly at: Span;
}

/** Gives the results whose judges never answered; they were not told. */
async function tellResults(
  files: Files,
  path: string,
  wanted: WantedRecords,
  isMeant: (trial: number, seq: number) => boolean,
  hear: (result: TrialResult, at: ResultPlace) => void,
): Promise<readonly PlacedResult[]> {
  const waiting = new Map<number, PlacedResult>();
  const hearRecord = ({ seq, entry }: JournalRecord, at: Span): void => {
    if (entry.kind === 'result') {
      const { result } = entry;
      if (!isMeant(result.trial, seq)) return;
      if (entry.pending.length > 0) waiting.set(result.trial, { result, at });
      else hear(result, { result: at });
    } else if (entry.kind === 'scores') {
      const paid = waiting.get(entry.trial);
      waiting.delete(entry.trial);
      if (paid === undefined) return;
      const result = withScores(paid.result, entry);
      hear(result, { result: paid.at, scores: at });
    }
  };
  await readJournal(files, path, hearRecord, wanted);
  return [...waiting.values()];
}

/** One result that was told before. `undefined`: it does not stand there any more. */
export async function readResultAt(
  files: Pick<Files, 'readPart'>,
  path: string,
  at: ResultPlace,
): Promise<TrialResult | undefined> {
  const first = (await readRecordAt(files, path, at.result))?.entry;
  if (first?.kind !== 'result' || at.scores === undefined) {
    return first?.kind === 'result' ? first.result : undefined;
  }
  const later = (await readRecordAt(files, path, at.scores))?.entry;
  if (later?.kind !== 'scores' || later.trial !== first.result.trial) return undefined;
  return withScores(first.result, later);
}

/** Whether asking again would be paying twice: there is a reply, or an error that would come again. */
function stands({ state, failure }: TrialResult): boolean {
  if (state === 'cancelled' || state === 'budget-reached' || state === 'unknown') return false;
  if (state !== 'error') return true;
  const policy = failures[failure?.code as ModelErrorCode] as
    | (typeof failures)[ModelErrorCode]
    | undefined;
  return policy?.transient === false;
}

/** A stored result with the scores that came later. */
function withScores(
  result: TrialResult,
  later: Extract<JournalEntry, { kind: 'scores' }>,
): TrialResult {
  const { costUsd, judging } = later;
  const scores = [...result.scores, ...later.scores];
  const pass = passOf(scores);
  const { pass: _before, costUsd: _cost, ...rest } = result;
  return {
    ...rest,
    scores,
    ...(pass === undefined ? {} : { pass }),
    ...(judging === undefined ? {} : { judging }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}
