import assert from 'node:assert/strict';
import { Repetitions } from '#core/runner/repetitions.ts';
import { makeProject, promptOver, runAll } from '#support/project.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { trialResult, withoutPass } from '#support/results.ts';

/** One character a trial, a word a case: `+` passed, `-` failed, `?` has no verdict. */
function repetitions(cases: string, repeats: number): Repetitions {
  const found = new Repetitions();
  for (const [place, verdicts] of cases.split(' ').entries()) {
    for (const [repeat, verdict] of verdicts.split('').entries()) {
      const trial = trialResult({
        trial: 100 + place * repeats + repeat,
        repeat,
        pass: verdict === '+',
      });
      found.add(verdict === '?' ? withoutPass(trial) : trial);
    }
  }
  return found;
}

describe('repetitions', () => {
  it('give the chance that one of k trials passes, that all do, and the flaky cases', () => {
    const { cases, flaky, chances } = repetitions('+++ ++- --- +--', 3).summary(3)!;
    assert.deepEqual([cases, flaky], [4, 2]);
    assert.deepEqual(chances, [
      { k: 1, cases: 4, passAtK: 0.5, passHatK: 0.5 },
      { k: 3, cases: 4, passAtK: 0.75, passHatK: 0.25 },
    ]);
  });

  it('say of how many cases they know k verdicts', () => {
    const { cases, flaky, chances } = repetitions('+++ +-? ??? +??', 3).summary(3)!;
    assert.deepEqual([cases, flaky], [3, 1]);
    assert.deepEqual(chances, [
      { k: 1, cases: 3, passAtK: (1 + 0.5 + 1) / 3, passHatK: (1 + 0.5 + 1) / 3 },
      { k: 3, cases: 1, passAtK: 1, passHatK: 1 },
    ]);
  });

  it('say nothing where nothing has a verdict', () => {
    const none = repetitions('??? ???', 3);
    assert.equal(none.summary(3), undefined);
    assert.equal(none.interval(), undefined);
  });

  it('are in the summary of a run that repeats, with an interval over its cases', async () => {
    await using provider = await startMockProvider({
      script: {
        rules: [
          { when: { marker: 'row-0' }, do: { reply: { answer: { text: 'no' } } }, times: 1 },
          { when: { marker: 'row-1' }, do: { reply: { answer: { text: 'no' } } } },
        ],
        otherwise: { reply: { answer: { text: 'yes' } } },
      },
    });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'asked.prompt.yml': promptOver(4) },
    });
    const { summary } = await runAll(project, { repeats: 3 });
    const [candidate] = summary.candidates;
    assert.deepEqual([candidate?.judged, candidate?.passed], [12, 8]);
    assert.deepEqual([candidate?.repetitions?.cases, candidate?.repetitions?.flaky], [4, 1]);
    assert.deepEqual(candidate?.repetitions?.chances[1], {
      k: 3,
      cases: 4,
      passAtK: 0.75,
      passHatK: 0.5,
    });
    const { low = 0, high = 0 } = candidate?.interval ?? {};
    // Wider than Wilson's of 8 of 12 independent trials, 39 to 86 %.
    assert.ok(low > 0.15 && low < 0.35 && high > 0.88 && high < 1, `${low} to ${high}`);
    const stored = await project.engine.history.find('last');
    assert.ok(stored !== undefined && 'value' in stored.summary);
    assert.deepEqual(stored.summary.value.candidates, summary.candidates);
  });
});
