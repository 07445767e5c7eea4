import assert from 'node:assert/strict';
import { judgeCost, judgeLines } from '#core/report/judgeFacts.ts';
import { runMarkdown } from '#core/report/markdown.ts';
import type { JudgeUse } from '#protocol/score.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';

const use: JudgeUse = {
  model: 'a/judge',
  calls: 40,
  failed: 1,
  inputTokens: 1200,
  outputTokens: 300,
  withoutUsage: 0,
  costUsd: 0.01,
};

describe('what judges took', () => {
  it('is added up over the candidates, a sentence for each judge', () => {
    const other: JudgeUse = { ...use, model: 'b/judge', calls: 1, failed: 0, withoutUsage: 1 };
    const candidates = [
      candidateSummary({ judging: [use] }),
      candidateSummary({ candidate: 1, judging: [other, use] }),
      candidateSummary({ candidate: 2 }),
    ];
    assert.deepEqual(judgeLines(candidates), [
      'Judge a/judge: 80 calls, 2,400 tokens in, 600 out, $0.0200; 2 answers missing or not usable (2.5 %).',
      'Judge b/judge: 1 call, tokens of 1 answers uncounted, $0.0100; every answer usable.',
    ]);
  });

  it('is unpriced as soon as one judge has no price', () => {
    const { costUsd: _none, ...unpriced } = use;
    assert.deepEqual(judgeCost(candidateSummary({ judging: [use, use] })), ['judges $0.0200']);
    assert.deepEqual(judgeCost(candidateSummary({ judging: [use, unpriced] })), [
      'judges unpriced',
    ]);
    assert.deepEqual(judgeCost(candidateSummary()), []);
    assert.match(
      judgeLines([
        candidateSummary({ judging: [unpriced] }),
        candidateSummary({ judging: [use] }),
      ])[0] ?? '',
      /, unpriced; /,
    );
  });

  it('stands in Markdown beside the cost of the replies, and below the table', () => {
    const candidates = [candidateSummary({ judging: [use] })];
    const text = runMarkdown(runManifest(), runSummary({ candidates }));
    assert.match(text, / \| &#36;0\.0123<br>judges &#36;0\.0100 \|\n/);
    assert.match(
      text,
      /\n\nJudge a\/judge: 40 calls, 1,200 tokens in, 300 out, &#36;0\.0100; 1 answer missing/,
    );
    assert.match(text, / {2}\n\nRun `/);
  });
});
