import assert from 'node:assert/strict';
import { heldNotices } from '#extension/panel/heldNotices.ts';
import type { PanelNotice } from '#protocol/panel.ts';

const runs: PanelNotice = { kind: 'changed', what: 'runs' };
const labels: PanelNotice = { kind: 'changed', what: 'labels' };

function page() {
  const told: PanelNotice[] = [];
  const at = { isSeen: true };
  const held = heldNotices(
    () => at.isSeen,
    (notice) => told.push(notice),
  );
  return { told, at, held };
}

describe('notices for a page that may be hidden', () => {
  it('are told at once where it is seen', () => {
    const { told, held } = page();
    held.add(runs);
    assert.deepEqual(told, [runs]);
    held.release();
    assert.deepEqual(told, [runs]);
  });

  it('wait while it is hidden, and are told once each when it is seen again', () => {
    const { told, at, held } = page();
    at.isSeen = false;
    for (const notice of [runs, labels, runs]) held.add(notice);
    held.release();
    assert.deepEqual(told, []);
    at.isSeen = true;
    held.release();
    assert.deepEqual(told, [runs, labels]);
    held.release();
    assert.deepEqual(told, [runs, labels]);
  });

  it('are forgotten for a page that is new', () => {
    const { told, at, held } = page();
    at.isSeen = false;
    held.add(runs);
    held.clear();
    at.isSeen = true;
    held.release();
    assert.deepEqual(told, []);
  });
});
