import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import { makeCliProject, type CliProject, type RunningCli } from '#support/cli.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '#protocol/run.ts';
import { resultSet } from '#support/killedRun.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';
import { startRedis, type RedisServer } from '#support/redisServer.ts';
import { until } from '#support/until.ts';

const rows = 60;

/** Every seventh row gets a wrong answer. */
const answer = (prompt: string): string => (/row-\d*7\]/.test(prompt) ? 'no' : 'yes');

interface Place {
  readonly redis: RedisServer;
  readonly provider: MockProvider;
  readonly project: CliProject;
}

async function withRedis(use: (place: Place) => Promise<void>): Promise<void> {
  await using redis = await startRedis();
  await using provider = await startMockProvider({
    script: { otherwise: { latencyMs: 20, reply: { answer } } },
  });
  await using project = await makeCliProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': promptOver(rows) },
    env: { ASSAY_QUEUE: redis.address },
  });
  await use({ redis, provider, project });
}

async function startWorker(project: CliProject): Promise<RunningCli> {
  const worker = project.start('worker', '--queue', '--concurrency', '4');
  await worker.said('stderr', 'for others');
  return worker;
}

function connectionTo({ address }: RedisServer): { readonly path: string } {
  return { path: address.slice('unix://'.length) };
}

async function summaryOf({ cwd }: CliProject, run: string): Promise<RunSummary> {
  const path = join(cwd, '.assay/runs', run, 'summary.json');
  return JSON.parse(await readFile(path, 'utf8')) as RunSummary;
}

const queued = ['run', '--queue', '--cache', 'off', '--concurrency', '12'] as const;

describe('a queue over Redis', function () {
  // A worker that was killed is given up after 15 s.
  this.timeout(120_000);

  it('gives the same as a run on one machine, and asks about each case once', async () => {
    await withRedis(async ({ provider, project }) => {
      const alone = await project.run('run', '--cache', 'off');
      provider.script({});
      await using workers = new AsyncDisposableStack();
      for (let count = 0; count < 2; count += 1) workers.use(await startWorker(project));
      const together = await project.run(...queued);
      assert.equal(together.code, alone.code, together.stderr);
      assert.equal(provider.log().requests.length, rows);
      const [first = '', second = ''] = await project.runs();
      assert.deepEqual(await resultSet(project, second), await resultSet(project, first));
      assert.equal(
        (await summaryOf(project, second)).spentUsd.toFixed(9),
        (await summaryOf(project, first)).spentUsd.toFixed(9),
      );
    });
  });

  it('loses and doubles nothing where a worker is killed, and counts what may have been billed', async () => {
    await withRedis(async ({ provider, project }) => {
      const alone = await project.run('run', '--cache', 'off');
      provider.script({ otherwise: { latencyMs: 300, reply: { answer } } });
      await using killed = await startWorker(project);
      await using workers = new AsyncDisposableStack();
      for (let count = 0; count < 2; count += 1) workers.use(await startWorker(project));
      await using running = project.start(...queued);
      await until(() => provider.inFlight().open >= 12);
      killed.child.kill('SIGKILL');
      const { code, stderr } = await running.ended;
      assert.equal(code, alone.code, stderr);
      const [first = '', second = ''] = await project.runs();
      assert.deepEqual(await resultSet(project, second), await resultSet(project, first));
      const lost = provider.log().requests.length - rows;
      assert.ok(lost >= 1 && lost <= 4, `${lost} requests were asked again`);
      const { spentUsd } = await summaryOf(project, second);
      assert.ok(spentUsd > (await summaryOf(project, first)).spentUsd);
    });
  });

  it('keeps the budget of a run, however many workers there are', async () => {
    await withRedis(async ({ project }) => {
      await using workers = new AsyncDisposableStack();
      for (let count = 0; count < 2; count += 1) workers.use(await startWorker(project));
      const { code, stderr } = await project.run(...queued, '--max-cost', '0.0002');
      assert.equal(code, 4, stderr);
      const [run = ''] = await project.runs();
      const { spentUsd, ended } = await summaryOf(project, run);
      assert.equal(ended, 'budget-reached');
      assert.ok(spentUsd <= 0.0002, String(spentUsd));
    });
  });

  it('asks no model that the catalogue of the worker denies', async () => {
    await withRedis(async ({ redis, provider, project }) => {
      await using other = await makeCliProject({
        baseUrl: provider.baseUrl,
        files: {
          'assay.models.yml':
            'version: 1\nmodels:\n  - { id: mock/small, status: approved, provider: mock, name: other }\n',
        },
        env: { ASSAY_QUEUE: redis.address },
      });
      await using workers = new AsyncDisposableStack();
      workers.use(await startWorker(other));
      const { code, stdout } = await project.run(...queued);
      assert.equal(code, 5);
      assert.match(stdout, /model-not-found/);
      assert.equal(provider.log().requests.length, 0);
    });
  });

  it('says that no worker listens, and goes on once one does', async () => {
    await withRedis(async ({ provider, project }) => {
      await using running = project.start(...queued);
      await running.said('stderr', 'Nobody takes requests for mock/small: no worker listens.');
      assert.equal(provider.log().requests.length, 0);
      await using workers = new AsyncDisposableStack();
      workers.use(await startWorker(project));
      const { stderr } = await running.ended;
      assert.equal(provider.log().requests.length, rows, stderr);
    });
  });

  for (const [when, forgets] of [
    ['within a day, and takes what was answered meanwhile', false],
    ['after Redis has forgotten, and asks about that again', true],
  ] as const) {
    it(`goes on with a run that was killed ${when}`, async () => {
      await withRedis(async ({ redis, provider, project }) => {
        const alone = await project.run('run', '--cache', 'off');
        provider.script({ otherwise: { latencyMs: 200, reply: { answer } } });
        await using workers = new AsyncDisposableStack();
        workers.use(await startWorker(project));
        await using killed = project.start(...queued);
        await until(() => provider.inFlight().open >= 4);
        killed.child.kill('SIGKILL');
        await killed.ended;
        // What the run had put into the line is answered to its end.
        const line = new Queue('assay mock/small', { connection: connectionTo(redis) });
        workers.defer(() => line.close());
        await until(async () => (await line.getJobCountByTypes('active', 'wait')) === 0);
        const answered = provider.log().requests.length;
        assert.ok(answered > 0 && answered < rows, String(answered));
        if (forgets) await line.clean(0, 0, 'completed');
        const { code, stderr } = await project.run('run', '--queue', '--resume', 'last');
        assert.equal(code, alone.code, stderr);
        const [first = '', second = ''] = await project.runs();
        assert.deepEqual(await resultSet(project, second), await resultSet(project, first));
        const twice = provider.log().requests.length - rows;
        if (forgets) assert.ok(twice > 0 && twice <= answered, String(twice));
        else assert.equal(twice, 0);
      });
    });
  }

  it('says where nobody answers', async () => {
    await withRedis(async ({ project }) => {
      for (const command of ['worker', 'run']) {
        const address = 'redis://user:secret@127.0.0.1:1';
        const { code, stderr } = await project.run(command, '--queue', address);
        assert.equal(code, 2);
        assert.match(stderr, /^error Nobody answers at redis:\/\/127\.0\.0\.1:1: /m);
        assert.doesNotMatch(stderr, /secret/);
      }
    });
  });
});
