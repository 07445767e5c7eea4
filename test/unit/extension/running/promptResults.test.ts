import assert from 'node:assert/strict';
import { PromptResults } from '#extension/running/promptResults.ts';
import { outcomeOf, RunPrints, rowPlace, type RowPlace } from '#extension/running/resultRows.ts';
import { trialResult, withoutPass } from '#support/results.ts';
import { runManifest } from '#support/summaries.ts';

const older = runManifest({ id: '01J00000000000000000000001' });
const newer = runManifest({ id: '01J00000000000000000000002' });

function placeIn(manifest: typeof older, caseId = 'refund'): RowPlace {
  const found = rowPlace(manifest, new RunPrints(manifest), 0, caseId);
  assert.ok(found);
  return found.row;
}

const seen = (results: PromptResults) =>
  results.all.map(({ caseId, runId, trials, isRunning }) => [
    caseId,
    runId.at(-1),
    trials.map(({ repeat }) => repeat),
    isRunning,
  ]);

describe('the newest results of a prompt', () => {
  it('are those of the newest run, in whatever order runs are read', () => {
    const results = new PromptResults();
    assert.equal(results.take(placeIn(newer), trialResult()), true);
    assert.equal(results.take(placeIn(older), trialResult()), false);
    assert.equal(results.take(placeIn(older, 'other'), trialResult()), true);
    assert.deepEqual(seen(results), [
      ['refund', '2', [0], false],
      ['other', '1', [0], false],
    ]);
  });

  it('have every repetition once, in order', () => {
    const results = new PromptResults();
    for (const repeat of [2, 0, 1, 2]) results.take(placeIn(older), trialResult({ repeat }));
    assert.deepEqual(seen(results), [['refund', '1', [0, 1, 2], false]]);
  });

  it('stay when a later trial was cancelled, or never answered', () => {
    const results = new PromptResults();
    results.take(placeIn(older), trialResult());
    for (const state of ['cancelled', 'budget-reached', 'unknown'] as const) {
      results.started(placeIn(newer));
      assert.equal(results.take(placeIn(newer), trialResult({ state })), true);
    }
    assert.deepEqual(seen(results), [['refund', '1', [0], false]]);
  });

  it('are marked as running until there is a result or the run has ended', () => {
    const results = new PromptResults();
    results.take(placeIn(older), trialResult());
    results.started(placeIn(newer));
    results.started(placeIn(newer, 'other'));
    assert.deepEqual(seen(results), [
      ['refund', '1', [0], true],
      ['other', '2', [], true],
    ]);
    results.take(placeIn(newer), trialResult());
    results.ended(newer.id);
    assert.deepEqual(seen(results), [['refund', '2', [0], false]]);
  });

  it('stay marked for one run when another one has a result', () => {
    const results = new PromptResults();
    results.started(placeIn(newer));
    results.take(placeIn(older), trialResult());
    results.ended(older.id);
    assert.deepEqual(seen(results), [['refund', '1', [0], true]]);
  });

  it('are not marked by a start that is told after the first result', () => {
    const results = new PromptResults();
    results.take(placeIn(newer), trialResult());
    results.started(placeIn(newer));
    assert.deepEqual(seen(results), [['refund', '2', [0], false]]);
  });

  it('go with their run', () => {
    const results = new PromptResults();
    results.take(placeIn(older), trialResult());
    results.take(placeIn(newer, 'other'), trialResult());
    assert.equal(
      results.keepOnly((id) => id === newer.id),
      true,
    );
    assert.equal(
      results.keepOnly((id) => id === newer.id),
      false,
    );
    assert.deepEqual(seen(results), [['other', '2', [0], false]]);
  });
});

describe('an outcome', () => {
  it('is the worst of its repetitions, and never a pass that nobody judged', () => {
    const passed = trialResult();
    const failed = trialResult({ pass: false });
    const error = trialResult({ state: 'error' });
    const unjudged = withoutPass(trialResult());
    assert.deepEqual(
      [[], [passed], [passed, unjudged], [passed, failed, unjudged], [failed, error]].map(
        outcomeOf,
      ),
      ['not-scored', 'passed', 'not-scored', 'failed', 'error'],
    );
  });
});

describe('the place of a result', () => {
  it('is that of its candidate, and nowhere for one that the manifest does not name', () => {
    assert.equal(rowPlace(older, new RunPrints(older), 1, 'refund'), undefined);
    assert.equal(
      rowPlace(older, new RunPrints(older), 0, 'refund')?.file,
      'prompts/triage.prompt.yml',
    );
  });
});
