import assert from 'node:assert/strict';
import { makeProject, promptOver, runAll } from '#support/project.ts';
import { startMockProvider } from '#support/mockProvider.ts';

describe('a run', () => {
  it('asks every case once, scores it and writes a summary', async () => {
    await using provider = await startMockProvider({
      script: {
        otherwise: { reply: { answer: { text: 'yes' }, usage: { input: 10, output: 5 } } },
      },
    });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'asked.prompt.yml': promptOver(12) },
    });
    const { summary, results } = await runAll(project);
    assert.equal(summary.ended, 'complete');
    assert.equal(provider.log().count, 12);
    assert.equal(results.length, 12);
    assert.deepEqual(summary.gate, {
      pass: true,
      reasons: [],
      checks: [
        {
          candidate: 0,
          rule: 'pass-rate',
          better: 'higher',
          bound: 1,
          found: 1,
          state: 'reached',
        },
      ],
    });
    const [candidate] = summary.candidates;
    assert.equal(candidate?.states.replied, 12);
    assert.equal(candidate?.passRate, 1);
    assert.equal(summary.spentUsd.toFixed(6), '0.000240');
  });
});
