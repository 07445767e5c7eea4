import { isManifest, isSummary } from '#core/store/storedShape.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

const manifest = {
  version: 1,
  id: '01KAT6QF8M3N5P7R9T1V3X5Z7B',
  startedAt: '2026-11-23T12:00:00.000Z',
  assay: '0.1.0',
  prompts: [{ file: 'a.prompt.yml', name: 'a', sha256: '', text: '', cases: 1, repeats: 1 }],
  candidates: [{ prompt: 0, variant: 'base', model: 'mock/small' }],
  models: [{ id: 'mock/small', provider: 'mock' }],
  options: { cache: 'on', recordings: 'off', keep: 'hash', allowUnpriced: [], cases: [], tags: [] },
  gate: {},
  inputs: [{ file: 'a.prompt.yml', sha256: '' }],
  casesSha256: '',
  trials: 1,
};

const summary = {
  version: 1,
  id: manifest.id,
  endedAt: '2026-11-23T12:00:00.000Z',
  ended: 'complete',
  candidates: [
    {
      candidate: 0,
      planned: 1,
      states: { replied: 1, error: 0 },
      errors: {},
      judged: 1,
      passed: 1,
      evaluators: [],
      inputTokens: 1,
      outputTokens: 1,
      withoutUsage: 0,
    },
  ],
  gate: { pass: true, reasons: [] },
  spentUsd: 0,
  wallMs: 1,
};

describe('the shape of a stored run', () => {
  it('is known', () => {
    assert.equal(isManifest(manifest), true);
    assert.equal(isSummary(summary), true);
  });

  it('knows tiers, gates of parts and quarantine, and refuses them where something is missing', () => {
    const entry = { case: 'a', reason: 'r', until: '2999-01-01', owner: 'o' };
    const parts = {
      tier: { name: 'branch', level: 1, judges: false, safety: false },
      since: { ref: 'main', commit: 'c' },
      leftOut: [{ prompt: 0, evaluator: 'good', asks: 'judge' }],
      quarantine: [entry],
      gate: {
        regression: 'real',
        models: { 'mock/small': { passRate: 1 } },
        tags: { smoke: { metrics: { right: 1 } } },
        labels: { right: { yes: { recall: 1 } } },
      },
    };
    assert.equal(isManifest({ ...manifest, ...parts }), true);
    const broken: readonly Readonly<Record<string, unknown>>[] = [
      { tier: { ...parts.tier, level: 4 } },
      { since: { ref: 'main' } },
      { leftOut: [{ prompt: 0, evaluator: 'good' }] },
      { quarantine: [{ case: 'a' }] },
      { gate: { regression: 'maybe' } },
      { gate: { tags: { smoke: 1 } } },
      { gate: { labels: { right: { yes: 1 } } } },
    ];
    for (const part of broken) assert.equal(isManifest({ ...manifest, ...part }), false);
    const result = { entry, candidate: 0, caseId: 'a', judged: 1, passed: 0, errors: 0 };
    const gate = { pass: true, reasons: [], quarantined: [result] };
    assert.equal(isSummary({ ...summary, gate }), true);
    const halves = [{ ...result, entry: {} }];
    assert.equal(isSummary({ ...summary, gate: { ...gate, quarantined: halves } }), false);
  });

  it('is not that of a run whose parts lack what is shown', () => {
    for (const over of [
      { prompts: [{ text: 'x' }] },
      { prompts: [{ ...manifest.prompts[0], file: 7 }] },
      { prompts: [{ ...manifest.prompts[0], cases: -1 }] },
      { candidates: [{ prompt: 1, variant: 'base', model: 'x' }] },
      { gate: null },
      { gate: { passRate: 'all' } },
      { options: {} },
      { trials: 1e300 },
      { commit: 7 },
    ]) {
      assert.equal(isManifest({ ...manifest, ...over }), false, JSON.stringify(over));
    }
    for (const over of [
      { ended: '](command:x)' },
      { gate: 'open' },
      { candidates: [{ states: {} }] },
      { candidates: [{ ...summary.candidates[0], errors: { x: 'y' } }] },
      { failure: 'it broke' },
    ]) {
      assert.equal(isSummary({ ...summary, ...over }), false, JSON.stringify(over));
    }
  });

  it('is asked of anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(manifest)), (value, key) => {
        isManifest({ ...manifest, [key]: value });
        isManifest(value);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(summary)), (value, key) => {
        isSummary({ ...summary, [key]: value });
        isSummary(value);
      }),
    );
  });
});
