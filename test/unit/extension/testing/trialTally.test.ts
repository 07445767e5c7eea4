import assert from 'node:assert/strict';
import { tallyTrials } from '#extension/testing/trialTally.ts';
import type { Candidate, RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';

function manifestOf(candidates: readonly Candidate[], repeats: number): RunManifest {
  const prompt = (file: string) => ({ file, name: file, sha256: '', text: '', cases: 1, repeats });
  return {
    version: 1,
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    startedAt: '2026-01-01T00:00:00.000Z',
    assay: '0.1.0',
    prompts: [prompt('a/p.prompt.yml'), prompt('q.prompt.yml')],
    candidates,
    models: [],
    options: {
      cache: 'off',
      recordings: 'off',
      keep: 'hash',
      allowUnpriced: [],
      cases: [],
      tags: [],
    },
    gate: {},
    inputs: [],
    casesSha256: '',
    trials: 1,
  };
}

function result(candidate: number, caseId: string, repeat = 0): TrialResult {
  return { trial: 0, candidate, caseId, repeat, state: 'replied', scores: [], attempts: 1 };
}

const onX: Candidate = { prompt: 0, variant: 'base', model: 'x' };

describe('tally of trials', () => {
  it('gives a case once all its models and repetitions are there', () => {
    const tally = tallyTrials('/r', manifestOf([onX, { ...onX, model: 'y' }], 2));
    assert.equal(tally.add(result(0, 'a')), undefined);
    assert.equal(tally.add(result(1, 'a')), undefined);
    assert.equal(tally.add(result(1, 'b')), undefined);
    assert.equal(tally.add(result(1, 'a', 1)), undefined);
    const done = tally.add(result(0, 'a', 1));
    assert.equal(done?.id, '/r/a/p.prompt.yml?variant=base&case=a');
    assert.equal(done.trials.planned, 4);
    assert.deepEqual(
      done.trials.trials.map(({ model, result: { repeat } }) => [model, repeat]),
      [
        ['x', 0],
        ['y', 0],
        ['y', 1],
        ['x', 1],
      ],
    );
  });

  it('keeps variants and prompts apart', () => {
    const warm = { ...onX, variant: 'warm & dry' };
    const tally = tallyTrials('/r', manifestOf([onX, warm, { ...onX, prompt: 1 }], 1));
    assert.deepEqual(
      [0, 1, 2].map((candidate) => tally.add(result(candidate, 'a'))?.id),
      [
        '/r/a/p.prompt.yml?variant=base&case=a',
        '/r/a/p.prompt.yml?variant=warm%20%26%20dry&case=a',
        '/r/q.prompt.yml?variant=base&case=a',
      ],
    );
  });

  it('gives what is not complete when asked for the rest, once', () => {
    const tally = tallyTrials('/r', manifestOf([onX], 3));
    tally.add(result(0, 'a'));
    assert.deepEqual(
      tally.rest().map(({ id, trials }) => [id, trials.trials.length, trials.planned]),
      [['/r/a/p.prompt.yml?variant=base&case=a', 1, 3]],
    );
    assert.deepEqual(tally.rest(), []);
  });

  it('passes over results of candidates that the manifest does not have', () => {
    assert.equal(tallyTrials('/r', manifestOf([onX], 1)).add(result(7, 'a')), undefined);
  });
});
