import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { listForeignRuns } from '#core/mlflow/foreignRuns.ts';
import { pullRuns, type PullDesk } from '#core/mlflow/pullRuns.ts';
import { FakeMlflow } from '#support/fakeMlflow.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const files = nodeFiles(nodeClock);

async function withForeign(use: (desk: PullDesk, api: FakeMlflow) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const api = new FakeMlflow();
  const experiment = await api.createExperiment('notebooks');
  const startMs = 1_790_000_000_000;
  const foreign = await api.createRun({ experiment, name: 'notebook', startMs, tags: [] });
  await api.logBatch(foreign.info.run_id, {
    tags: [{ key: 'mlflow.source.git.commit', value: 'c0ffee' }],
    params: [{ key: 'model', value: 'gpt' }],
    metrics: [
      { key: 'accuracy', value: 0.5, timestamp: 1, step: 0 },
      { key: 'accuracy', value: 0.75, timestamp: 2, step: 1 },
      { key: 'broken', value: Number.NaN, timestamp: 2, step: 0 },
    ],
  });
  const own = [{ key: 'assay.run', value: '01M858VHTA4QX50TDF3RFW2075' }];
  await api.createRun({ experiment, name: 'ours', startMs, tags: own });
  await use({ api, files, root: folder.path, server: 'https://mlflow.example.com' }, api);
}

describe('runs of other programs', () => {
  it('are kept as they were, without those that Assay pushed', () =>
    withForeign(async (desk) => {
      const { runs, news, own } = await pullRuns(desk, { experiment: 'notebooks', newest: 10 });
      assert.deepEqual([news, own], [1, 1]);
      const [run] = runs;
      assert.deepEqual(await listForeignRuns(files, desk.root), runs);
      assert.deepEqual(run, {
        version: 1,
        server: 'https://mlflow.example.com',
        runId: 'run-0',
        experiment: 'notebooks',
        name: 'notebook',
        status: 'RUNNING',
        startedAt: '2026-09-21T14:13:20.000Z',
        commit: 'c0ffee',
        params: { model: 'gpt' },
        metrics: { accuracy: 0.75 },
      });
    }));

  it('are new once, and again when something has changed', () =>
    withForeign(async (desk, api) => {
      const wish = { experiment: 'notebooks', newest: 10 };
      await pullRuns(desk, wish);
      assert.equal((await pullRuns(desk, wish)).news, 0);
      await api.endRun('run-0', 'FINISHED', 1_790_000_001_000);
      assert.equal((await pullRuns(desk, wish)).news, 1);
      assert.equal((await listForeignRuns(files, desk.root)).length, 1);
    }));

  it('can be named one by one', () =>
    withForeign(async (desk) => {
      const wish = { experiment: 'notebooks', run: 'run-0', newest: 10 };
      assert.equal((await pullRuns(desk, wish)).runs[0]?.name, 'notebook');
    }));

  it('are none of an experiment that MLflow does not have', () =>
    withForeign(async (desk) => {
      await assert.rejects(pullRuns(desk, { experiment: 'nobody', newest: 10 }), {
        code: 'bad-request',
        message: 'MLflow has no experiment of the name "nobody".',
      });
    }));

  it('are passed over where their file is damaged', () =>
    withForeign(async (desk) => {
      await pullRuns(desk, { experiment: 'notebooks', newest: 10 });
      const folder = join(desk.root, '.assay/mlflow');
      await writeFile(join(folder, 'other.json'), '{"version":1}');
      assert.equal((await listForeignRuns(files, desk.root)).length, 1);
      assert.deepEqual((await readdir(folder)).length, 3);
    }));
});
