import assert from 'node:assert/strict';
import type { RunSettings } from '#extension/running/prepareRun.ts';
import { preparingBench, release } from '#support/preparing.ts';

const prompts: readonly string[] = [];

function tiers(text: string): Readonly<Record<string, string>> {
  return { 'assay.yml': `version: 1\nmaxCostUsd: 0.5\ntiers:\n${text}` };
}

function settingsWith(perRunUsd: number): () => RunSettings {
  return () => ({ perRunUsd, onSaveUsd: 0, cache: 'on' });
}

describe('a run of a tier is prepared', () => {
  it('from recordings alone at level 1, without a key and without a question about money', async () => {
    await using at = await preparingBench(tiers('  branch: { level: 1 }\n'));
    const prepared = await at.prepare(
      {
        keys: { state: () => Promise.resolve({ kind: 'missing' }) },
        settings: () => ({ perRunUsd: 0, onSaveUsd: 0, cache: 'on' }),
      },
      { target: { prompts, tier: 'branch' } },
    );
    assert.equal(prepared.kind, 'ready');
    const { tier, options, trials } = prepared.ready.manifest;
    assert.deepEqual(tier, { name: 'branch', level: 1, judges: false, safety: false });
    assert.deepEqual([options.recordings, options.maxCostUsd, trials], ['replay', 0.5, 3]);
    assert.deepEqual([at.asked, at.requests], [[], 0]);
    await release(prepared);
  });

  it('with its sample, its repetitions and its cache, within the lowest of all limits', async () => {
    await using at = await preparingBench(
      tiers('  few: { level: 2, sample: 2, repeats: 3, cache: "off", maxCostUsd: 40 }\n'),
    );
    const settings = settingsWith(1);
    const prepared = await at.prepare({ settings }, { target: { prompts, tier: 'few' } });
    assert.equal(prepared.kind, 'ready');
    const { options, trials } = prepared.ready.manifest;
    assert.deepEqual(
      [trials, options.repeats, options.cache, options.recordings, options.maxCostUsd],
      [6, 3, 'off', 'off', 1],
    );
    await release(prepared);
  });

  it('and asks models at level 2 also where the suite says to replay, once the person allows it', async () => {
    await using at = await preparingBench({
      'assay.yml': 'version: 1\nrecordings: { replay: true }\ntiers: { live: { level: 2 } }\n',
    });
    const settings = settingsWith(0);
    const prepared = await at.prepare({ settings }, { target: { prompts, tier: 'live' } });
    assert.equal(prepared.kind, 'declined');
    assert.deepEqual(at.asked, ['over 0: true']);
    assert.deepEqual(await at.left(), []);
  });

  it('not at all at level 0, which reads and renders', async () => {
    await using at = await preparingBench(tiers('  look: { level: 0 }\n'));
    const prepared = await at.prepare({}, { target: { prompts, tier: 'look' } });
    assert.deepEqual(prepared, { kind: 'checked', prompts: 1, cases: 3 });
    assert.deepEqual(await at.left(), []);
  });

  it('not where there is no such tier', async () => {
    await using at = await preparingBench(tiers('  look: { level: 0 }\n'));
    const prepared = await at.prepare({}, { target: { prompts, tier: 'lok' } });
    assert.equal(prepared.kind, 'refused');
    assert.match(prepared.message, /There is no tier "lok"\..*"look"/);
  });
});
