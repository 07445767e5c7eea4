import assert from 'node:assert/strict';
import { isExcluded } from '#extension/commands/excluded.ts';

describe('excluded paths', () => {
  it('are those that match a pattern which is on, or that lie in such a folder', () => {
    const path = '.assay/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV';
    assert.equal(isExcluded(path, { '**/.git': true }), false);
    assert.equal(isExcluded(path, { '**/.assay': true }), true);
    assert.equal(isExcluded(`sub/${path}`, { '**/.assay': true }), true);
    assert.equal(isExcluded(path, { '.assay/runs': true }), true);
    assert.equal(isExcluded(path, { '**/.assay': false }), false);
    assert.equal(isExcluded(path, { '**/.assay': { when: '$(basename).x' } }), false);
  });

  it('are those outside of the folder', () => {
    assert.equal(isExcluded('../other', {}), true);
    assert.equal(isExcluded('.assay', undefined), false);
  });
});
