import type { EvalCase } from '#protocol/case.ts';
import type { Message, ModelReply } from '#protocol/reply.ts';
import type { NamedScore } from '#protocol/score.ts';
import type { TrialRef, TrialResult, TrialState } from '#protocol/trial.ts';
import type { Model, ModelRequest } from '../models/model.ts';
import { ModelError, type FailureScope } from '../models/modelError.ts';
import type { Journal } from '../store/journal.ts';
import { Expense, recordCalls } from './expense.ts';
import type { PreparedCandidate } from './prepared.ts';
import type { Unjudged } from './progress.ts';
import type { MissingReplies } from './missingReplies.ts';
import { metricTools, type ModelDefaults } from './metricTools.ts';
import { evidenceOf, passOf, startScoring } from './scoring.ts';

/** What trials share. */
export interface TrialDesk {
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Aborted: no prompt is sent any more; a reply that is there is still judged. */
  readonly stopping: AbortSignal;
  /** The judges of the run, by the ids that evaluators use. */
  readonly judges: ReadonlyMap<string, Model>;
  readonly defaults: ModelDefaults;
  /** Hears of replies that recordings or the cache do not have. `file`: of the prompt. */
  readonly missing: Pick<MissingReplies, 'note'>;
}

export interface TrialOutcome {
  readonly result: TrialResult;
  /** Set where the failure concerns more than this trial. */
  readonly stop?: Stop;
  /** Its reply is there, and scores of it were given up: they wait for the run to be resumed. */
  readonly isUnscored?: true;
}

export interface Stop {
  readonly error: ModelError;
  /** How far it reaches. A judge that cannot be asked reaches the whole run: replies would be paid for that nobody scores. */
  readonly scope: Exclude<FailureScope, 'trial'>;
}

/** Asks, scores and records one trial. Rejects only where the journal cannot be written. */
export async function runTrial(
  desk: TrialDesk,
  candidate: PreparedCandidate,
  testCase: EvalCase,
  ref: TrialRef,
): Promise<TrialOutcome> {
  const expense = new Expense();
  const { messages, fault } = candidate.conversation.render(testCase.values);
  if (fault !== undefined) {
    return failedTrial(desk, ref, new ModelError('local', fault, { scope: 'trial' }), expense);
  }
  const request = requestOf(candidate, messages, ref.repeat);
  let reply: ModelReply;
  try {
    reply = await candidate.model.reply(request, {
      signal: desk.signal,
      stopping: desk.stopping,
      tell: recordCalls(desk.journal, ref, expense),
      trial: ref.trial,
      about: { case: testCase.id, prompt: candidate.promptName },
    });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    desk.missing.note(error.code, candidate.promptFile, testCase.id);
    return failedTrial(desk, ref, error, expense);
  }
  if (reply.source === undefined || reply.source === 'live') expense.add(reply.costUsd);
  return scoreReply(desk, candidate, { testCase, messages, reply, ref, expense });
}

/** What a trial asks. */
export function requestOf(
  { parameters, responseFormat }: Pick<PreparedCandidate, 'parameters' | 'responseFormat'>,
  messages: readonly Message[],
  repeat: number,
): ModelRequest {
  const format = responseFormat === undefined ? {} : { responseFormat };
  return { messages, parameters, ...format, repeat };
}

/** Asks the judges about a reply that an earlier start of the run had paid for. */
export function scorePaid(
  desk: TrialDesk,
  candidate: PreparedCandidate,
  testCase: EvalCase,
  { result, pending }: Unjudged,
): Promise<TrialOutcome> {
  const { trial, caseId, repeat, reply } = result;
  if (reply === undefined) return Promise.resolve({ result });
  const expense = new Expense(result.attempts);
  expense.add(result.costUsd);
  return scoreReply(desk, candidate, {
    testCase,
    messages: candidate.conversation.render(testCase.values).messages,
    reply,
    ref: { trial, candidate: candidate.index, caseId, repeat },
    expense,
    known: result.scores.filter((score) => !pending.includes(score.evaluator)),
  });
}

async function scoreReply(
  desk: TrialDesk,
  { evaluators, promptFile }: PreparedCandidate,
  given: {
    readonly testCase: EvalCase;
    readonly messages: readonly Message[];
    readonly reply: ModelReply;
    readonly ref: TrialRef;
    readonly expense: Expense;
    readonly known?: readonly NamedScore[];
  },
): Promise<TrialOutcome> {
  const { reply, ref, expense, testCase, messages, known } = given;
  const { journal } = desk;
  let stop: Stop | undefined;
  const scoring = startScoring(
    evaluators,
    evidenceOf(testCase, messages, reply),
    (evaluator) =>
      metricTools({
        judges: desk.judges,
        defaults: desk.defaults,
        meter: expense.judges,
        repeat: ref.repeat,
        call: {
          signal: desk.signal,
          tell: recordCalls(journal, ref, expense, evaluator.name),
          about: { case: ref.caseId, prompt: evaluator.name },
        },
        heard: ({ source, costUsd }) => {
          if (source === undefined || source === 'live') expense.add(costUsd);
        },
        broke: (error) => {
          stop ??= { error, scope: 'run' };
        },
        unanswered: ({ code }) => desk.missing.note(code, promptFile, ref.caseId),
      }),
    known,
  );
  const paid = replied(ref, reply, scoring.ready, expense);
  // A reply that is paid is on disk before its judges have answered.
  if (known === undefined) {
    journal.append({ kind: 'result', result: paid, pending: scoring.pending });
  }
  if (scoring.all === undefined) return { result: paid };
  const scores = await scoring.all;
  if (stop !== undefined || desk.signal.aborted) {
    // Without their line these scores are asked for again when the run is resumed.
    const { pass: _open, ...unjudged } = paid;
    return { result: unjudged, isUnscored: true, ...(stop === undefined ? {} : { stop }) };
  }
  const result = replied(ref, reply, scores, expense);
  journal.append({
    kind: 'scores',
    ...ref,
    scores: scores.filter((score) => scoring.pending.includes(score.evaluator)),
    ...(result.judging === undefined ? {} : { judging: result.judging }),
    ...(result.costUsd === undefined ? {} : { costUsd: result.costUsd }),
  });
  return { result };
}

function failedTrial(
  desk: TrialDesk,
  ref: TrialRef,
  error: ModelError,
  expense: Expense,
): TrialOutcome {
  const state = failedState(error);
  const result: TrialResult = {
    ...ref,
    state,
    ...(state === 'error' ? { failure: { code: error.code, message: error.message } } : {}),
    scores: [],
    attempts: expense.attempts,
    ...(expense.costUsd === undefined ? {} : { costUsd: expense.costUsd }),
  };
  // A trial that never left costs nothing and needs no line; the run's end says how it ended.
  if (expense.attempts > 0 || state === 'error') {
    desk.journal.append({ kind: 'result', result, pending: [] });
  }
  const { scope } = error;
  return scope === 'trial' ? { result } : { result, stop: { error, scope } };
}

function failedState(error: ModelError): TrialState {
  if (error.code === 'cancelled') return 'cancelled';
  return error.code === 'budget-reached' ? 'budget-reached' : 'error';
}

/** How a trial ended that has a reply. */
export function replied(
  ref: TrialRef,
  reply: ModelReply,
  scores: readonly NamedScore[],
  { attempts, costUsd, judging }: Pick<Expense, 'attempts' | 'costUsd' | 'judging'>,
): TrialResult {
  const pass = passOf(scores);
  return {
    ...ref,
    state: stateOf(reply),
    reply,
    scores,
    ...(pass === undefined ? {} : { pass }),
    attempts,
    ...(judging === undefined ? {} : { judging }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function stateOf({ ending, text }: ModelReply): TrialState {
  if (ending === 'filter') return 'filtered';
  if (ending === 'length') return 'truncated';
  return text.trim() === '' ? 'empty' : 'replied';
}
