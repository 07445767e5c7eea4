import assert from 'node:assert/strict';
import {
  ageText,
  durationText,
  moneyText,
  outcomeColor,
  outcomeIcon,
  outcomeWord,
  overallOutcome,
  resultText,
} from '#extension/running/outcomeText.ts';
import type { CaseResult, Outcome } from '#extension/running/resultBoard.ts';
import type { NamedScore } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';

const outcomes: readonly Outcome[] = ['passed', 'failed', 'error', 'not-scored', 'running'];

function trial(scores: readonly NamedScore[], more: Partial<TrialResult> = {}): TrialResult {
  return {
    trial: 0,
    candidate: 0,
    caseId: 'a',
    repeat: 0,
    state: 'replied',
    scores,
    attempts: 1,
    ...more,
  };
}

function scored(evaluator: string, value: number, pass?: boolean): NamedScore {
  return { evaluator, score: { outcome: 'scored', value, ...(pass !== undefined && { pass }) } };
}

function result(outcome: Outcome, more: Partial<CaseResult> = {}): CaseResult {
  return {
    root: '/p',
    prompt: '/p/a.prompt.yml',
    caseId: 'a',
    variant: 'base',
    model: 'openai/x',
    runId: '01J',
    startedAt: '2026-01-01T00:00:00.000Z',
    trials: [trial([])],
    outcome,
    isStale: false,
    baseline: undefined,
    ...more,
  };
}

function baseline(
  judged: number,
  passed: number,
  means: Readonly<Record<string, number>> = {},
): NonNullable<CaseResult['baseline']> {
  const scores = Object.fromEntries(
    Object.entries(means).map(([name, mean]) => [name, { n: judged, mean }]),
  );
  return { variant: 'base', model: 'openai/x', caseId: 'a', n: judged, judged, passed, scores };
}

describe('outcome text', () => {
  it('gives every outcome an icon, a colour and a word of its own', () => {
    for (const look of [outcomeIcon, outcomeColor, outcomeWord]) {
      assert.equal(new Set(outcomes.map((outcome) => look(outcome))).size, outcomes.length);
    }
  });

  it('says nothing where there is no result', () => {
    assert.equal(resultText([]), '');
    assert.equal(overallOutcome([]), undefined);
  });

  it('says that a case passed', () => {
    const trials = [trial([scored('right queue', 1, true)], { pass: true })];
    assert.equal(resultText([result('passed', { trials })]), 'passed');
  });

  it('names the evaluator that failed', () => {
    const trials = [trial([scored('short', 1, true), scored('right queue', 0, false)])];
    assert.equal(resultText([result('failed', { trials })]), 'failed: right queue');
  });

  it('says what the accepted verdict was where it was another', () => {
    const trials = [trial([scored('right queue', 0, false)])];
    const failed = result('failed', { trials, baseline: baseline(3, 3, { 'right queue': 1 }) });
    assert.equal(resultText([failed]), 'failed: right queue, was passed');
    const passed = result('passed', { baseline: baseline(3, 0) });
    assert.equal(resultText([passed]), 'passed, was failed');
    assert.equal(resultText([result('passed', { baseline: baseline(3, 2) })]), 'passed');
    assert.equal(resultText([result('passed', { baseline: baseline(0, 0) })]), 'passed');
  });

  it('gives the mean of the first evaluator with a value beside the accepted one', () => {
    const values = [0.5, 0.6, 0.7, 0.6, 0.6];
    const trials = values.map((value) => trial([scored('rouge', value, true)]));
    const accepted = baseline(5, 5, { rouge: 0.8 });
    assert.equal(
      resultText([result('passed', { trials, baseline: accepted })]),
      '0.60, was 0.80 (n=5)',
    );
    assert.equal(resultText([result('passed', { trials })]), '0.60 (n=5)');
  });

  it('gives the value of an evaluator that failed by its threshold', () => {
    const trials = [trial([scored('rouge', 0.4, false)])];
    assert.equal(
      resultText([result('failed', { trials, baseline: baseline(1, 1, { rouge: 0.8 }) })]),
      'failed: rouge 0.40, was 0.80',
    );
  });

  it('gives the share of repetitions that passed', () => {
    const trials = [1, 0, 1, 1].map((value) => trial([scored('queue', value, value === 1)]));
    assert.equal(resultText([result('failed', { trials })]), 'failed: queue 0.75 (n=4)');
  });

  it('gives a measured value where there is no verdict', () => {
    const trials = [trial([scored('words', 12)])];
    assert.equal(resultText([result('not-scored', { trials })]), '12');
    assert.equal(resultText([result('not-scored')]), 'not scored');
  });

  it('never rounds a value to a whole number that it is not', () => {
    const trials = [trial([scored('rouge', 0.998, true)])];
    assert.equal(resultText([result('passed', { trials })]), '0.998');
  });

  it('gives the code of an error, and how a trial without a reply ended', () => {
    const failure = { code: 'rate-limited', message: 'Too many requests.' };
    const limited = [trial([], { state: 'error', failure })];
    assert.equal(resultText([result('error', { trials: limited })]), 'error: rate-limited');
    const cancelled = [trial([], { state: 'cancelled' })];
    assert.equal(resultText([result('error', { trials: cancelled })]), 'cancelled');
    assert.equal(resultText([result('error', { trials: [] })]), 'error');
  });

  it('counts over several candidates, and says it once where all are alike', () => {
    const mixed = [result('passed'), result('passed'), result('error'), result('not-scored')];
    assert.equal(resultText(mixed), '2 of 4 passed, 1 error, 1 not scored');
    assert.equal(resultText([result('passed'), result('passed')]), 'passed');
    assert.equal(overallOutcome(mixed), 'error');
    assert.equal(overallOutcome([result('passed'), result('failed')]), 'failed');
  });

  it('marks what is stale', () => {
    assert.equal(resultText([result('passed', { isStale: true })]), 'passed · stale');
  });

  it('shows names from files as short, plain text', () => {
    const trials = [trial([scored(`\u001b[31mred\nname ${'x'.repeat(100)}`, 0, false)])];
    const text = resultText([result('failed', { trials })]);
    assert.match(text, /^failed: red name x+…$/);
    assert.equal(text.length, 48);
  });

  it('writes money, durations and ages', () => {
    assert.deepEqual(
      [0, 0.00001, 0.0031, 12.345, undefined].map((usd) => moneyText(usd)),
      ['$0', '< $0.0001', '$0.0031', '$12.35', 'unpriced'],
    );
    assert.equal(durationText(2100), '2.1 s');
    const now = Date.parse('2026-03-31T12:00:00Z');
    const ages = [-5000, 30_000, 300_000, 7_200_000, 86_400_000, 172_800_000, 90 * 86_400_000];
    assert.deepEqual(
      ages.map((age) => ageText(now - age, now)),
      ['just now', 'just now', '5 min ago', '2 h ago', '1 day ago', '2 days ago', '2025-12-31'],
    );
    assert.equal(ageText(Number.NaN, now), 'at an unknown time');
  });
});
