import assert from 'node:assert/strict';
import type { StoredRun } from '#core/engine.ts';
import {
  caseAt,
  newestRun,
  shareAPrompt,
  shownTrials,
  tellingTrial,
} from '#extension/commands/caseChoice.ts';
import type { RunEnd } from '#protocol/run.ts';
import { trialResult } from '#support/results.ts';
import { runManifest, runSummary } from '#support/summaries.ts';

const file = 'prompts/triage.prompt.yml';

function run(id: string, ended: RunEnd | undefined): StoredRun {
  return {
    id,
    folder: '',
    manifest: { value: runManifest() },
    summary:
      ended === undefined ? { fault: 'missing', message: '' } : { value: runSummary({ ended }) },
  };
}

describe('which case and which run', () => {
  it('takes the case whose lines hold the cursor, of that file alone', () => {
    const outlined = (id: string, firstLine: number, lastLine: number, of = file) => ({
      testCase: { id, values: {}, tags: [], source: { file: of, line: firstLine } },
      firstLine,
      lastLine,
      isNamed: true,
    });
    const cases = [outlined('a', 3, 5), outlined('b', 6, 6), outlined('c', 3, 9, 'data.jsonl')];
    assert.equal(caseAt(cases, file, 5)?.testCase.id, 'a');
    assert.equal(caseAt(cases, file, 6)?.testCase.id, 'b');
    assert.equal(caseAt(cases, 'data.jsonl', 6)?.testCase.id, 'c');
    assert.equal(caseAt(cases, file, 2), undefined);
  });

  it('takes the newest run that ended, and for a comparison one that is complete', () => {
    const damaged = {
      ...run('5', 'complete'),
      manifest: { fault: 'damaged', message: '' },
    } as const;
    const runs = [damaged, run('4', undefined), run('3', 'cancelled'), run('2', 'complete')];
    assert.equal(newestRun(runs, file, 'ended')?.id, '3');
    assert.equal(newestRun(runs, file, 'complete')?.id, '2');
    assert.equal(newestRun(runs, 'other.prompt.yml', 'ended'), undefined);
  });

  it('shows the repetition that failed before one that passed, and none without a reply', () => {
    const passed = trialResult({ repeat: 0 });
    const failed = trialResult({ repeat: 1, pass: false });
    const { reply: _reply, ...error } = trialResult({ repeat: 2, state: 'error' });
    assert.equal(tellingTrial([passed, failed])?.repeat, 1);
    assert.equal(tellingTrial([error, passed])?.repeat, 0);
    assert.equal(tellingTrial([error]), undefined);
    const { candidates } = runManifest();
    assert.equal(shownTrials(candidates, [failed]).length, 1);
    assert.equal(shownTrials(candidates, [error]).length, 0);
  });

  it('knows whether two runs have a prompt in common', () => {
    const other = runManifest({ prompts: [] });
    assert.equal(shareAPrompt(runManifest(), runManifest()), true);
    assert.equal(shareAPrompt(runManifest(), other), false);
  });
});
