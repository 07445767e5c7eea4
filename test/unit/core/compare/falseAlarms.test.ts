import assert from 'node:assert/strict';
import { compareSides } from '#core/compare/compareSides.ts';
import { sidePrompt } from '#support/comparing.ts';
import { simulate, simulatedEvaluators, worlds } from '#support/simulated.ts';

/** Of 1,000 comparisons without any change, 5 % and three standard errors of the simulation. */
const most = 1000 * 0.05 + 3 * Math.sqrt(1000 * 0.05 * 0.95);

describe('comparing a prompt with itself', () => {
  it('seldom finds a change, over 1,000 comparisons of 30 cases asked 3 times', async () => {
    let alarms = 0;
    for (let seed = 0; seed < 1000; seed += 1) {
      const world = worlds[seed % worlds.length] ?? worlds[0]!;
      const { before, after } = simulate({ world, cases: 30, repeats: 3, drop: 0 }, seed);
      const { prompts, counted } = await compareSides(
        [
          {
            before: sidePrompt(before, simulatedEvaluators),
            after: sidePrompt(after, simulatedEvaluators),
          },
        ],
        { draws: 500 },
      );
      assert.equal(counted, 3);
      const words = prompts[0]?.candidates[0]?.measures.map(
        (one) => 'verdict' in one && one.verdict,
      );
      if (words?.some((word) => word === 'improved' || word === 'regressed') === true) alarms += 1;
    }
    assert.ok(alarms <= most, `${alarms} of 1,000 comparisons found a change where there is none`);
    // A test that never finds anything would pass this too.
    assert.ok(alarms >= 10, `only ${alarms} false alarms of 1,000: the tests have no power`);
  });
});
