import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialResult } from '#protocol/trial.ts';
import { makeProject, promptOver, runAll } from '#support/project.ts';
import { startMockProvider } from '#support/mockProvider.ts';

async function twoRuns() {
  const provider = await startMockProvider({
    script: { otherwise: { reply: { answer: { text: 'yes' } } } },
  });
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': promptOver(3) },
  });
  const first = await runAll(project);
  const second = await runAll(project);
  return {
    project,
    ids: [first.summary.id, second.summary.id],
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

describe('the history', () => {
  it('lists runs newest first and finds them by the start of an id', async () => {
    await using runs = await twoRuns();
    const { history } = runs.project.engine;
    const [first = '', second = ''] = runs.ids.toSorted();
    assert.deepEqual(
      (await history.list()).map(({ id }) => id),
      [second, first],
    );
    assert.equal((await history.find('last'))?.id, second);
    assert.equal((await history.find(first.toLowerCase()))?.id, first);
    assert.equal(await history.find('0'), undefined);
    assert.equal(await history.find('../../etc'), undefined);
  });

  it('tells every result of a run, one a trial', async () => {
    await using runs = await twoRuns();
    const { history } = runs.project.engine;
    const results: TrialResult[] = [];
    const run = await history.find('last');
    assert.ok(run);
    await history.results(run, (result) => results.push(result));
    assert.deepEqual(
      results.map(({ caseId, state, pass }) => `${caseId} ${state} ${pass}`).toSorted(),
      ['row-0 replied true', 'row-1 replied true', 'row-2 replied true'],
    );
  });

  it('lists a damaged run with what is wrong, beside the good ones', async () => {
    await using runs = await twoRuns();
    const { engine, path } = runs.project;
    const [first = ''] = runs.ids.toSorted();
    await writeFile(join(path, '.assay', 'runs', first, 'manifest.json'), '{');
    const listed = await engine.history.list();
    assert.deepEqual(
      listed.map(({ manifest }) => ('fault' in manifest ? manifest.fault : 'good')),
      ['good', 'damaged'],
    );
  });

  it('removes a run and leaves the others', async () => {
    await using runs = await twoRuns();
    const { engine, path } = runs.project;
    const run = await engine.history.find('last');
    assert.ok(run);
    await engine.history.remove(run);
    assert.deepEqual(await readdir(join(path, '.assay', 'runs')), [runs.ids.toSorted()[0]]);
  });

  it('is empty where there is no run yet', async () => {
    await using runs = await twoRuns();
    await rm(join(runs.project.path, '.assay'), { recursive: true });
    assert.deepEqual(await runs.project.engine.history.list(), []);
  });
});
