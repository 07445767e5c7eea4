import type { JsonValue } from '#base/json.ts';
import { plainField, plainText } from '#base/plainText.ts';
import { figure } from '#core/report/numbers.ts';
import type { NamedScore } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { nextStep } from '../running/nextStep.ts';

/** The trials of one case and variant: over all its models and repetitions. */
export interface CaseTrials {
  readonly expected?: JsonValue;
  /** How many there should be. */
  readonly planned: number;
  readonly repeats: number;
  readonly trials: readonly { readonly model: string; readonly result: TrialResult }[];
}

/** What the Test Explorer is told. All must pass; what has no verdict is skipped, never failed. */
export type CaseVerdict =
  | { readonly kind: 'passed'; readonly durationMs?: number }
  | {
      readonly kind: 'failed' | 'errored';
      readonly messages: readonly VerdictMessage[];
      readonly durationMs?: number;
    }
  | { readonly kind: 'skipped'; readonly why: string };

export interface VerdictMessage {
  readonly text: string;
  /** Both or none: what a diff is made of. */
  readonly expected?: string;
  readonly actual?: string;
}

export function verdictOf(trials: CaseTrials): CaseVerdict {
  const views = trials.trials.map((trial) => viewOf(trial, trials));
  const messages = views.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const duration = durationOf(trials);
  if (views.some(({ kind }) => kind === 'errored')) {
    return { kind: 'errored', messages, ...duration };
  }
  if (views.some(({ kind }) => kind === 'failed')) {
    return { kind: 'failed', messages, ...duration };
  }
  const [skipped] = views.flatMap(({ why }) => (why === undefined ? [] : [why]));
  if (skipped !== undefined) return { kind: 'skipped', why: skipped };
  if (views.length === 0) return { kind: 'skipped', why: 'not asked' };
  const missing = trials.planned - views.length;
  if (missing > 0) {
    return { kind: 'skipped', why: `${missing} of ${trials.planned} trials were not asked` };
  }
  return { kind: 'passed', ...duration };
}

interface TrialView {
  readonly kind: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly message?: VerdictMessage;
  readonly why?: string;
}

function viewOf(
  { model, result }: CaseTrials['trials'][number],
  { expected, repeats }: CaseTrials,
): TrialView {
  const times = repeats > 1 ? `, repetition ${result.repeat + 1} of ${repeats}` : '';
  const who = `${plainField(model, 100)}${times}`;
  if (result.state === 'error') {
    return { kind: 'errored', message: { text: `${who}: ${errorText(result)}` } };
  }
  if (result.pass === true) return { kind: 'passed' };
  if (result.pass === false) {
    const text = `${who}: ${failureText(result)}`;
    const actual = result.reply?.text;
    const diff =
      expected === undefined || actual === undefined
        ? {}
        : { expected: shown(expectedText(expected)), actual: shown(actual) };
    return { kind: 'failed', message: { text, ...diff } };
  }
  return { kind: 'skipped', why: `${who}: ${whyNot(result)}` };
}

function errorText({ failure }: TrialResult): string {
  if (failure === undefined) return 'error';
  const { code, message } = failure;
  const next = nextStep(code);
  return `${plainField(code, 60)}: ${plainField(message, 1000)}${next === undefined ? '' : ` ${next}`}`;
}

function failureText({ scores, state }: TrialResult): string {
  const failed = scores.flatMap(({ evaluator, score, informs }) => {
    if (informs === true || score.outcome !== 'scored' || score.pass !== false) return [];
    const why = score.why ?? `scored ${figure(score.value)}`;
    return [`${plainField(evaluator, 80)}: ${plainField(why, 500)}`];
  });
  const lines = failed.length === 0 ? ['failed'] : failed;
  return [...lines, ...(state === 'replied' ? [] : [stateText(state)])].join('; ');
}

function whyNot({ state, scores }: TrialResult): string {
  if (state === 'cancelled' || state === 'budget-reached' || state === 'unknown') {
    return stateText(state);
  }
  const whys = scores.flatMap((named) => whyNotScored(named));
  const reasons = whys.length === 0 ? ['no evaluator gives a verdict'] : whys;
  const cut = state === 'replied' ? [] : [stateText(state)];
  return `not scored (${[...reasons, ...cut].join('; ')})`;
}

function whyNotScored({ evaluator, score }: NamedScore): string[] {
  if (score.outcome === 'scored') return [];
  const name = plainField(evaluator, 80);
  const why = plainField(score.why, 300);
  return [score.outcome === 'failed' ? `${name} could not score: ${why}` : `${name}: ${why}`];
}

const stateTexts: Readonly<Record<TrialResult['state'], string>> = {
  replied: 'replied',
  truncated: 'the reply was cut off at its length limit',
  filtered: 'the provider filtered the reply',
  empty: 'the reply is empty',
  error: 'error',
  cancelled: 'cancelled',
  'budget-reached': 'not asked: the budget was reached',
  unknown: 'asked and never answered',
};

function stateText(state: TrialResult['state']): string {
  return stateTexts[state];
}

function expectedText(expected: JsonValue): string {
  return typeof expected === 'string' ? expected : JSON.stringify(expected, undefined, 2);
}

const longestShown = 100_000;

function shown(text: string): string {
  return plainText(text.slice(0, longestShown).toWellFormed());
}

/** Of what was asked now; what came from a cache or a recording took no time. */
function durationOf({ trials }: CaseTrials): { readonly durationMs?: number } {
  const live = trials.flatMap(({ result: { reply } }) =>
    reply?.source === undefined || reply.source === 'live' ? [reply?.latencyMs ?? 0] : [],
  );
  const durationMs = live.reduce((sum, ms) => sum + ms, 0);
  return durationMs === 0 ? {} : { durationMs };
}
