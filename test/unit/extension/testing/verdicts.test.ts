import assert from 'node:assert/strict';
import { verdictOf, type CaseTrials } from '#extension/testing/verdicts.ts';
import { nextStep } from '#extension/running/nextStep.ts';
import { failures } from '#core/models/modelError.ts';
import type { NamedScore, Score } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';

function trial(more: Partial<TrialResult>, model = 'openai/x'): CaseTrials['trials'][number] {
  return {
    model,
    result: {
      trial: 0,
      candidate: 0,
      caseId: 'a',
      repeat: 0,
      state: 'replied',
      scores: [],
      attempts: 1,
      ...more,
    },
  };
}

function score(evaluator: string, given: Score): NamedScore {
  return { evaluator, score: given };
}

const reply = { text: 'bug', ending: 'stop', latencyMs: 20, source: 'live' } as const;
const passed = { pass: true, reply } as const;
const failed = {
  pass: false,
  reply,
  scores: [
    score('short', { outcome: 'scored', value: 1, pass: true }),
    score('right queue', { outcome: 'scored', value: 0, pass: false, why: 'expected "billing"' }),
  ],
} as const;

function of(...trials: CaseTrials['trials']): CaseTrials {
  return { planned: trials.length, repeats: 1, trials };
}

describe('verdicts for the Test Explorer', () => {
  it('passes what passed everywhere', () => {
    assert.deepEqual(verdictOf(of(trial(passed), trial(passed, 'anthropic/y'))), {
      kind: 'passed',
      durationMs: 40,
    });
  });

  it('takes no time for what was kept', () => {
    const kept = { pass: true, reply: { ...reply, source: 'cache' } } as const;
    assert.deepEqual(verdictOf(of(trial(kept))), { kind: 'passed' });
  });

  it('fails with the reason, and with a diff where the case says what is expected', () => {
    assert.deepEqual(verdictOf({ ...of(trial(failed)), expected: 'billing' }), {
      kind: 'failed',
      durationMs: 20,
      messages: [
        {
          text: 'openai/x: right queue: expected "billing"',
          expected: 'billing',
          actual: 'bug',
        },
      ],
    });
    assert.deepEqual(verdictOf(of(trial(failed))), {
      kind: 'failed',
      durationMs: 20,
      messages: [{ text: 'openai/x: right queue: expected "billing"' }],
    });
  });

  it('shows an expected value that is no text as JSON', () => {
    const verdict = verdictOf({ ...of(trial(failed)), expected: { queue: 1 } });
    assert.equal(verdict.kind, 'failed');
    assert.equal(
      'messages' in verdict ? verdict.messages[0]?.expected : undefined,
      '{\n  "queue": 1\n}',
    );
  });

  it('fails where one model or repetition does, and names it', () => {
    const second = { ...failed, repeat: 1 };
    assert.deepEqual(
      verdictOf({ planned: 2, repeats: 2, trials: [trial(passed), trial(second)] }),
      {
        kind: 'failed',
        durationMs: 40,
        messages: [{ text: 'openai/x, repetition 2 of 2: right queue: expected "billing"' }],
      },
    );
  });

  it('gives the value where an evaluator gives no reason', () => {
    const scores = [score('rouge', { outcome: 'scored', value: 0.4, pass: false })];
    assert.deepEqual(verdictOf(of(trial({ pass: false, scores, state: 'truncated' }))), {
      kind: 'failed',
      messages: [
        { text: 'openai/x: rouge: scored 0.400; the reply was cut off at its length limit' },
      ],
    });
  });

  it('tells an error with its code and the next step apart from a failure', () => {
    const failure = { code: 'missing-key', message: 'openai needs a key.' };
    const error = trial({ state: 'error', failure });
    assert.deepEqual(verdictOf(of(error, trial(failed, 'b/y'))), {
      kind: 'errored',
      durationMs: 20,
      messages: [
        {
          text: 'openai/x: missing-key: openai needs a key. Set it with "Assay: Set API Key".',
        },
        { text: 'b/y: right queue: expected "billing"' },
      ],
    });
  });

  it('skips what has no verdict, and says why', () => {
    const scores = [
      score('polite', { outcome: 'failed', why: 'the judge gave no choice' }),
      score('rouge', { outcome: 'not-applicable', why: 'no reference' }),
    ];
    assert.deepEqual(verdictOf(of(trial({ reply, scores }))), {
      kind: 'skipped',
      why: 'openai/x: not scored (polite could not score: the judge gave no choice; rouge: no reference)',
    });
    assert.deepEqual(verdictOf(of(trial({ reply, state: 'empty' }))), {
      kind: 'skipped',
      why: 'openai/x: not scored (no evaluator gives a verdict; the reply is empty)',
    });
  });

  it('skips what was not asked', () => {
    assert.deepEqual(verdictOf({ planned: 2, repeats: 1, trials: [] }), {
      kind: 'skipped',
      why: 'not asked',
    });
    assert.deepEqual(verdictOf({ planned: 2, repeats: 2, trials: [trial(passed)] }), {
      kind: 'skipped',
      why: '1 of 2 trials were not asked',
    });
    assert.deepEqual(verdictOf(of(trial({ state: 'cancelled' }))), {
      kind: 'skipped',
      why: 'openai/x: cancelled',
    });
  });

  it('still fails where only some was asked', () => {
    assert.equal(verdictOf({ planned: 3, repeats: 3, trials: [trial(failed)] }).kind, 'failed');
  });

  it('keeps control characters out of messages and diffs', () => {
    const bad = { ...failed, reply: { ...reply, text: '\u001b[31mbug\u202e\r\nx' } };
    const verdict = verdictOf({
      ...of(trial(bad, 'a\u0007/b\n')),
      expected: '\u001b]0;x\u0007bug',
    });
    assert.deepEqual('messages' in verdict ? verdict.messages : [], [
      { text: 'a/b: right queue: expected "billing"', expected: 'bug', actual: 'bug\nx' },
    ]);
  });

  it('has a next step for errors that a person can do something about', () => {
    const without = Object.keys(failures).filter((code) => nextStep(code) === undefined);
    assert.deepEqual(without, ['local', 'cancelled']);
    assert.equal(nextStep('constructor'), undefined);
  });
});
