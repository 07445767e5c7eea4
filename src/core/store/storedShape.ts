import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { ulidPattern } from './ulid.ts';

/** Whoever can write files can write half a run with a right checksum: everything that is used of one is looked at here. */
export function isManifest(value: unknown): value is RunManifest {
  if (!isRecord(value)) return false;
  const { version, id, prompts, commit } = value;
  return (
    version === 1 &&
    typeof id === 'string' &&
    ulidPattern.test(id) &&
    hasText(value, 'startedAt', 'assay') &&
    isOptional(commit, isText) &&
    hasCounts(value, 'trials') &&
    isOptions(value['options']) &&
    isGate(value['gate']) &&
    isListOf(prompts, isPromptCopy) &&
    isListOf(value['candidates'], (one) => isCandidateOf(one, prompts.length)) &&
    isListOf(value['models'], (one) => hasText(one, 'id', 'provider')) &&
    isListOf(value['inputs'], (one) => hasText(one, 'file', 'sha256'))
  );
}

const ends: readonly unknown[] = ['complete', 'cancelled', 'budget-reached', 'stopped'];

export function isSummary(value: unknown): value is RunSummary {
  if (!isRecord(value)) return false;
  const { gate, failure } = value;
  return (
    value['version'] === 1 &&
    hasText(value, 'id') &&
    ends.includes(value['ended']) &&
    hasNumbers(value, 'spentUsd', 'wallMs') &&
    isRecord(gate) &&
    typeof gate['pass'] === 'boolean' &&
    isListOf(gate['reasons'], isText) &&
    isOptional(gate['notes'], (notes) => isListOf(notes, isText)) &&
    (failure === undefined || hasText(failure, 'code', 'message')) &&
    isListOf(value['candidates'], isCandidateSummary)
  );
}

function isPromptCopy(value: unknown): boolean {
  return (
    hasText(value, 'file', 'name', 'text') &&
    hasCounts(value, 'cases', 'repeats') &&
    isOptional(value['others'], isTexts) &&
    isOptional(value['judges'], (judges) => isListOf(judges, isJudgeState))
  );
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isText);
}

const statuses: readonly unknown[] = ['calibrated', 'below', 'stale', 'uncalibrated'];

function isJudge(value: unknown): value is Fields {
  return (
    isRecord(value) &&
    statuses.includes(value['status']) &&
    isOptional(value['provisional'], (one) => one === true) &&
    isOptional(value['kappa'], isNumber)
  );
}

function isJudgeState(value: unknown): boolean {
  return (
    isJudge(value) &&
    hasText(value, 'evaluator') &&
    isOptional(value['confusion'], (one) =>
      hasCounts(one, 'bothPass', 'onlyPeoplePass', 'onlyJudgePasses', 'bothFail'),
    )
  );
}

function isJudgeSummary(value: unknown): boolean {
  if (!isJudge(value)) return false;
  const { informs, corrected } = value;
  return (
    isOptional(informs, (one) => one === true) &&
    isOptional(
      corrected,
      (one) =>
        hasText(one, 'why') ||
        (hasNumbers(one, 'value') &&
          isOptional(one['interval'], (range) => hasNumbers(range, 'low', 'high'))),
    )
  );
}

function isCandidateOf(value: unknown, prompts: number): boolean {
  return (
    hasText(value, 'variant', 'model') &&
    hasCounts(value, 'prompt') &&
    Number(value['prompt']) < prompts
  );
}

function isOptions(value: unknown): boolean {
  return isRecord(value) && isListOf(value['cases'], isText) && isListOf(value['tags'], isText);
}

function isGate(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { passRate, metrics, judges } = value;
  return (
    isOptional(passRate, isNumber) &&
    isOptional(metrics, isNumbers) &&
    isOptional(judges, (one) => one === 'calibrated')
  );
}

function isCandidateSummary(value: unknown): boolean {
  return (
    hasNumbers(value, 'candidate', 'planned', 'judged', 'passed', 'inputTokens', 'outputTokens') &&
    isRecord(value['states']) &&
    hasNumbers(value['states'], 'replied', 'error') &&
    isNumbers(value['states']) &&
    isNumbers(value['errors']) &&
    isListOf(value['evaluators'], isEvaluator) &&
    isOptional(value['interval'], (one) => hasNumbers(one, 'low', 'high')) &&
    isOptional(value['repetitions'], isRepetitions) &&
    isOptional(value['latency'], (one) => hasNumbers(one, 'p50', 'p95')) &&
    isOptional(value['passRate'], isNumber) &&
    isOptional(value['costUsd'], isNumber)
  );
}

function isRepetitions(value: unknown): boolean {
  return (
    hasCounts(value, 'cases', 'flaky') &&
    isListOf(value['chances'], (one) => hasNumbers(one, 'k', 'cases', 'passAtK', 'passHatK'))
  );
}

function isEvaluator(value: unknown): boolean {
  return (
    hasText(value, 'name') &&
    hasNumbers(value, 'scored', 'notApplicable', 'failed', 'judged', 'passed') &&
    isOptional(value['value'], isNumber) &&
    isOptional(value['judge'], isJudgeSummary)
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function hasText(value: unknown, ...keys: readonly string[]): value is Fields {
  return isRecord(value) && keys.every((key) => typeof value[key] === 'string');
}

function hasNumbers(value: unknown, ...keys: readonly string[]): value is Fields {
  return isRecord(value) && keys.every((key) => isNumber(value[key]));
}

function hasCounts(value: unknown, ...keys: readonly string[]): value is Fields {
  return (
    isRecord(value) &&
    keys.every((key) => Number.isSafeInteger(value[key]) && Number(value[key]) >= 0)
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumbers(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isNumber);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, is: (one: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every((one) => is(one));
}
