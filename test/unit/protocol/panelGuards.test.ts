import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isPanelNotice, isRoute } from '#protocol/panel.ts';
import { panelParams, panelResults } from '#protocol/panelGuards.ts';

describe('what the panel may ask', () => {
  it('is checked for every method, and every answer too', () => {
    assert.deepEqual(Object.keys(panelParams).toSorted(), Object.keys(panelResults).toSorted());
  });

  it('is refused where a part is missing, of another kind or too large', () => {
    const rows = panelParams['run/rows'];
    const good = { run: 'a', prompt: 0, filter: {}, from: 0, count: 100 };
    assert.equal(rows(good), true);
    assert.equal(
      rows({
        ...good,
        filter: { outcome: 'failed', text: 'a' },
        sort: { by: 'cost', descending: true },
      }),
      true,
    );
    for (const bad of [
      undefined,
      [],
      { ...good, run: 1 },
      { ...good, prompt: -1 },
      { ...good, from: 0.5 },
      { ...good, count: 1001 },
      { ...good, filter: { outcome: 'all' } },
      { ...good, sort: 'cost' },
      { ...good, anchor: { caseId: 'a' } },
    ]) {
      assert.equal(rows(bad), false, JSON.stringify(bad));
    }
  });

  it('never makes a guard throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const guard of Object.values(panelParams)) guard(value);
        for (const guard of Object.values(panelResults)) guard(value);
        isRoute(value);
        isPanelNotice(value);
      }),
    );
  });

  it('does not take a field of a prototype for one of its own', () => {
    const inherited: unknown = Object.create({ page: 'models' });
    assert.equal(isRoute(inherited), false);
    assert.equal(isRoute({ page: 'models' }), true);
    assert.equal(isRoute({ page: 'history', file: null }), false);
  });
});
