import type { CandidateSummary, RunSummary } from '#protocol/run.ts';
import type { Problem } from '#protocol/problem.ts';
import { exitCodeOf, exitCodeOfProblems } from '#cli/exitCodes.ts';
import assert from 'node:assert/strict';
import { candidateSummary } from '#support/summaries.ts';

type Ended = Pick<RunSummary, 'ended' | 'failure' | 'candidates' | 'gate'>;

const passed = { pass: true, reasons: [] };
const failed = { pass: false, reasons: ['too few passed'] };

function complete(gate: RunSummary['gate'], change: Partial<CandidateSummary> = {}): Ended {
  return { ended: 'complete', gate, candidates: [candidateSummary(change)] };
}

const oneError = {
  states: { ...candidateSummary().states, replied: 47, error: 1 },
  errors: { timeout: 1 },
} as const;

describe('the exit code of a run', () => {
  it('is 0 where everything was scored and the gate passed', () => {
    assert.equal(exitCodeOf(complete(passed), false), 0);
  });

  it('is 1 where the gate failed', () => {
    assert.equal(exitCodeOf(complete(failed), false), 1);
    assert.equal(exitCodeOf(complete(failed, oneError), false), 1);
  });

  it('is 5 where the gate passed but a trial was never answered', () => {
    assert.equal(exitCodeOf(complete(passed, oneError), false), 5);
  });

  it('is 5 where the gate failed for want of a single verdict', () => {
    assert.equal(exitCodeOf(complete(failed, { ...oneError, judged: 0, passed: 0 }), false), 5);
  });

  it('is 5 where a metric broke', () => {
    const [evaluator] = candidateSummary().evaluators;
    const broken = { evaluators: [{ ...evaluator!, failed: 1 }] };
    assert.equal(exitCodeOf(complete(passed, broken), false), 5);
  });

  it('is 2 where only recordings, keys or the disk are to blame', () => {
    const missing = { ...oneError, errors: { 'not-recorded': 1 } };
    assert.equal(exitCodeOf(complete(passed, missing), false), 2);
    const failure = { code: 'local', message: 'disk full' };
    assert.equal(exitCodeOf({ ...complete(passed), ended: 'stopped', failure }, false), 2);
  });

  it('is 4 at the budget, 5 after a failure of the provider, 130 after Ctrl-C', () => {
    const failure = { code: 'unauthorized', message: 'no' };
    assert.equal(exitCodeOf({ ...complete(passed), ended: 'budget-reached' }, false), 4);
    assert.equal(exitCodeOf({ ...complete(passed), ended: 'stopped', failure }, false), 5);
    assert.equal(exitCodeOf({ ...complete(passed), ended: 'cancelled' }, false), 130);
    assert.equal(exitCodeOf(complete(failed), true), 130);
  });
});

describe('the exit code of problems', () => {
  it('is 0 for warnings, 3 for policy alone, 2 for everything else', () => {
    assert.equal(exitCodeOfProblems([problem('yaml-ambiguous', 'warning')]), 0);
    assert.equal(exitCodeOfProblems([problem('model-blocked', 'error')]), 3);
    assert.equal(
      exitCodeOfProblems([problem('model-blocked', 'error'), problem('yaml-syntax', 'error')]),
      2,
    );
  });
});

function problem(code: string, severity: Problem['severity']): Problem {
  return {
    code,
    severity,
    file: 'a.prompt.yml',
    range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
    message: 'x',
    next: 'y',
  };
}
