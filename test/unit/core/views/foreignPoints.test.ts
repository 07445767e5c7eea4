import assert from 'node:assert/strict';
import type { ForeignRun } from '#core/mlflow/foreignRuns.ts';
import { foreignPoints } from '#core/views/foreignPoints.ts';
import { valueOf } from '#support/valueOf.ts';
import { viewedProject } from '#support/viewedProject.ts';

function foreignRun(day: number): ForeignRun {
  return {
    version: 1,
    server: 'https://mlflow.example.com',
    runId: `r${day}`,
    experiment: 'notebooks',
    name: `notebook ${day}`,
    status: 'FINISHED',
    startedAt: new Date(Date.UTC(2026, 9, day)).toISOString(),
    params: {},
    metrics: { accuracy: day / 10 },
  };
}

const newestFirst = [5, 3, 1].map(foreignRun);
const points = [2, 4].map((day) => ({ startedAt: new Date(Date.UTC(2026, 9, day)).toISOString() }));

function ids(span: { readonly hasOlder: boolean; readonly hasNewer: boolean }): readonly string[] {
  return foreignPoints(newestFirst, { points, ...span }).map(({ id }) => id);
}

describe('runs of other programs among the points of a history', () => {
  it('are those of the time that a page shows, oldest first', () => {
    assert.deepEqual(ids({ hasOlder: false, hasNewer: false }), ['r1', 'r3', 'r5']);
    assert.deepEqual(ids({ hasOlder: true, hasNewer: false }), ['r3', 'r5']);
    assert.deepEqual(ids({ hasOlder: false, hasNewer: true }), ['r1', 'r3']);
    assert.deepEqual(ids({ hasOlder: true, hasNewer: true }), ['r3']);
  });

  it('are all there where the project has no run of its own', async () => {
    await using project = await viewedProject({ foreignRuns: () => Promise.resolve(newestFirst) });
    const view = valueOf(await project.views.history({ count: 5 }));
    assert.deepEqual(view.points, []);
    assert.deepEqual(view.foreign[0], {
      id: 'r1',
      name: 'notebook 1',
      experiment: 'notebooks',
      server: 'https://mlflow.example.com',
      status: 'FINISHED',
      startedAt: '2026-10-01T00:00:00.000Z',
      metrics: [{ name: 'accuracy', value: 0.1 }],
    });
  });
});
