import assert from 'node:assert/strict';
import { fuzz } from '../../fuzz/fuzz.ts';
import { targets } from '../../fuzz/targets.ts';

/** Some of the million of `npm run fuzz`, the same each time. */
describe('readers of files', () => {
  it('give problems for whatever they are fed, and never throw', async () => {
    const all = await targets();
    assert.ok(all.length >= 20, `${all.length} targets`);
    // No clock: how long a reader takes only `npm run fuzz` looks at.
    const findings = await fuzz(all, { seed: 2026, from: 0, count: 2000, now: () => 0 });
    assert.deepEqual(
      findings.map(({ target, input, fault }) => `${target}, input ${input}: ${fault}`),
      [],
    );
  }).timeout(60_000);
});
