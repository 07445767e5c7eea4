import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { batchPrompt, makeBatchProject } from '#support/batchProject.ts';
import { printedCommand } from '#support/cli.ts';
import { resultSet } from '#support/killedRun.ts';
import type { BatchOutcome } from '#support/mockBatchResults.ts';
import { startMockProvider } from '#support/mockProvider.ts';

const both = ['run', '--batch', '--cache', 'off', '--model', 'oa/small', 'an/small'];

/** One request is refused, and one has no turn. */
function fails(prompt: string): BatchOutcome {
  if (prompt.includes('row-1')) {
    const body = { error: { type: 'invalid_request_error', message: 'no such thing' } };
    return { kind: 'error', status: 400, body };
  }
  if (prompt.includes('row-2')) return { kind: 'expired' };
  return { kind: 'reply', text: 'yes' };
}

describe('assay run --batch', () => {
  it('submits to both services, leaves, and collects what a live run would have found at half the price', async () => {
    await using place = await makeBatchProject(batchPrompt(4, 'oa/small'), {
      ends: false,
      outcome: (prompt) => ({ kind: 'reply', text: prompt.includes('row-2') ? 'no' : 'yes' }),
    });
    const { project, batches } = place;
    const submitted = await project.run(...both, '--repeat', '2');
    assert.equal(submitted.code, 0, submitted.stderr);
    const id = await place.id();
    assert.match(submitted.stderr, /Submitted: 16 requests in 2 batches\./);
    assert.match(submitted.stderr, new RegExp(`assay batch collect ${id}`));
    assert.equal(submitted.stdout, '');

    const listed = await project.run('history', 'list');
    assert.match(listed.stdout, /waits for/);
    const status = await project.run('batch', 'status', '--format', 'json');
    assert.equal(status.code, 0, status.stderr);
    assert.deepEqual(
      (JSON.parse(status.stdout) as { batches: { state: string }[] }).batches.map(
        (one) => one.state,
      ),
      ['working', 'working'],
    );
    const early = await project.run('batch', 'collect');
    assert.equal(early.code, 5, early.stderr);
    assert.match(early.stderr, /Not all of it is answered yet/);
    const resumed = await project.run('run', '--resume', id);
    assert.equal(resumed.code, 2, resumed.stderr);
    assert.match(resumed.stderr, new RegExp(`assay batch collect ${id}`));

    batches.endAll();
    const collected = await project.run('batch', 'collect', id);
    assert.equal(collected.code, 1, collected.stderr);
    assert.equal(place.mock.log().count, 0, 'nothing was asked live');
    const ofBatch = await resultSet(project, id);
    const summary = await place.summary();
    assert.deepEqual((await readdir(join(project.cwd, '.assay/runs', id))).toSorted(), [
      'cases.jsonl',
      'journal.jsonl',
      'manifest.json',
      'summary.json',
    ]);

    const live = await project.run(...both.filter((word) => word !== '--batch'), '--repeat', '2');
    assert.equal(live.code, 1, live.stderr);
    assert.deepEqual(ofBatch, await resultSet(project, await place.id()));
    const liveSummary = await place.summary();
    assert.ok(summary.spentUsd > 0);
    assert.equal((summary.spentUsd * 2).toFixed(12), liveSummary.spentUsd.toFixed(12));
    assert.deepEqual(batches.faults, []);
  });

  it('gives each request its own end where some fail, and asks again only for those, in a batch or live', async () => {
    await using place = await makeBatchProject(batchPrompt(4, 'oa/small'), { outcome: fails });
    const { project, batches } = place;
    assert.equal((await project.run(...both)).code, 0);
    const id = await place.id();
    const first = await project.run('batch', 'collect');
    assert.equal(first.code, 5, first.stderr);
    const { candidates, spentUsd } = await place.summary();
    assert.deepEqual(
      candidates.map(({ states, errors, judged, passed }) => [
        states.replied,
        errors,
        judged,
        passed,
      ]),
      [
        [2, { 'bad-request': 1, 'batch-expired': 1 }, 2, 2],
        [2, { 'bad-request': 1, 'batch-expired': 1 }, 2, 2],
      ],
    );

    const nothing = await project.run('batch', 'collect', id);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /no request of the run .* waits in a batch/);

    const again = await project.run('run', '--resume', id, '--batch');
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /Submitted: 2 requests in 2 batches\./);
    batches.options.outcome = () => ({ kind: 'expired' });
    assert.equal((await project.run('batch', 'collect')).code, 5);
    assert.equal((await place.summary()).spentUsd, spentUsd, 'what expired costs nothing');

    batches.options.outcome = () => ({ kind: 'reply', text: 'yes' });
    const live = await project.run('run', '--resume', id);
    assert.equal(live.code, 5, live.stderr);
    assert.equal(place.mock.log().count, 2, 'only what expired is asked live');
    assert.deepEqual(
      (await place.summary()).candidates.map(({ errors, passed }) => [errors, passed]),
      [
        [{ 'bad-request': 1 }, 3],
        [{ 'bad-request': 1 }, 3],
      ],
    );
  });

  it('says of a request that the results leave out that it is lost, counts it as paid, and leaves strays aside', async () => {
    await using place = await makeBatchProject(batchPrompt(3, 'oa/small'), {
      outcome: (prompt) =>
        prompt.includes('row-1') ? { kind: 'missing' } : { kind: 'reply', text: 'yes' },
      strays: ['{"custom_id":"somebody-else-1","response":null}', 'no json'],
    });
    const { project } = place;
    assert.equal((await project.run(...both.slice(0, -1))).code, 0);
    const collected = await project.run('batch', 'collect');
    assert.equal(collected.code, 5, collected.stderr);
    assert.match(collected.stderr, /2 lines of the results belong to no request/);
    const [candidate] = (await place.summary()).candidates;
    assert.deepEqual(candidate?.errors, { 'batch-lost': 1 });
    assert.equal(candidate?.passRate, 1, 'what is lost is no failed score');
    const results = await project.run('history', 'show', 'last', '--format', 'jsonl');
    const lost = results.stdout
      .split('\n')
      .filter((line) => line.includes('batch-lost'))
      .map((line) => JSON.parse(line) as { costUsd: number; attempts: number });
    assert.ok((lost[0]?.costUsd ?? 0) > 0);
    assert.equal(lost[0]?.attempts, 1);
  });

  it('collects a batch that was cancelled with what was answered, and calls the rest cancelled', async () => {
    await using place = await makeBatchProject(batchPrompt(3, 'oa/small'), { ends: false });
    const { project } = place;
    assert.equal((await project.run(...both)).code, 0);
    const cancelled = await project.run('batch', 'cancel');
    assert.equal(cancelled.code, 0, cancelled.stderr);
    assert.match(cancelled.stdout, /ended/);
    const collected = await project.run('batch', 'collect');
    assert.equal(collected.code, 5, collected.stderr);
    const { candidates, spentUsd } = await place.summary();
    assert.deepEqual(
      candidates.map(({ errors }) => errors),
      [{ 'batch-cancelled': 3 }, { 'batch-cancelled': 3 }],
    );
    assert.equal(spentUsd, 0);
  });

  it('refuses before anything is sent: a model without batches, a budget that is too small, and options that do not go together', async () => {
    await using place = await makeBatchProject(batchPrompt(3, 'oa/small'));
    const { project, batches } = place;
    const unable = await project.run('run', '--batch', '--model', 'oa/small', 'mock/small');
    assert.equal(unable.code, 2);
    assert.match(unable.stderr, /mock\/small cannot be asked in a batch/);
    assert.deepEqual(await project.runs(), []);

    const poor = await project.run(...both, '--max-cost', '0.0001');
    assert.equal(poor.code, 4, poor.stderr);
    assert.match(
      poor.stderr,
      /The batches can cost \$\S+ together, and the budget is \$0\.0001\. Nothing was sent\./,
    );
    const more = printedCommand(poor.stderr, 'To submit the rest: ');
    assert.deepEqual(batches.batches, []);
    assert.equal((await project.run(...more)).code, 0);
    assert.equal(batches.batches.length, 2);

    for (const [wrong, said] of [
      [['--replay'], /cannot be used with option '--replay'/],
      [['--queue', 'redis://localhost:1'], /cannot be used with option/],
      [['--baseline'], /give '--baseline' to "assay batch collect"/],
      [['--format', 'junit'], /give '--format junit' to "assay batch collect"/],
      [['--cache', 'require'], /nothing to put into a batch/],
    ] as const) {
      const refused = await project.run('run', '--batch', ...wrong);
      assert.equal(refused.code, 2, wrong.join(' '));
      assert.match(refused.stderr, said);
    }
    assert.equal(batches.batches.length, 2);
  });

  it('prices a batch at half, or at what the catalogue says, before anything is sent', async () => {
    await using place = await makeBatchProject(batchPrompt(3, 'oa/small'));
    const costs = async (...more: string[]): Promise<readonly number[]> => {
      const models = ['--model', 'oa/small', 'oa/large', '--dry-run', '--format', 'json'];
      const { stdout } = await place.project.run('run', ...models, ...more);
      const { candidates } = JSON.parse(stdout) as {
        candidates: { costUsd: { high: number } }[];
      };
      return candidates.map(({ costUsd }) => costUsd.high);
    };
    const [small = 0, large = 0] = await costs();
    const [smallBatch = 0, largeBatch = 0] = await costs('--batch');
    assert.equal(smallBatch, small / 2);
    assert.equal(largeBatch, large / 4);
  });

  it('submits nothing that the cache knows, and keeps what was collected in the cache and in recordings', async () => {
    await using place = await makeBatchProject(batchPrompt(3, 'oa/small'));
    const { project, batches } = place;
    const oneModel = ['run', '--model', 'oa/small'];
    assert.equal((await project.run(...oneModel, '--case', 'row-0')).code, 0);
    const submitted = await project.run(...oneModel, '--batch', '--record');
    assert.match(submitted.stderr, /Submitted: 2 requests in 1 batch; a reply is known already\./);
    const collected = await project.run('batch', 'collect');
    assert.equal(collected.code, 0, collected.stderr);
    assert.equal(batches.batches.length, 1);
    assert.equal((await project.run(...oneModel, '--replay')).code, 0);
    const known = await project.run(...oneModel, '--batch');
    assert.equal(known.code, 0, known.stderr);
    assert.equal((await place.summary()).ended, 'complete');
    assert.equal(batches.batches.length, 1, 'nothing was left to submit');
    assert.equal(place.mock.log().count, 1);
  });

  it('asks judges live when it collects, and goes on where the results had broken off', async () => {
    const judged = `  - { name: good, uses: rubric, with: { criteria: "It says yes.", modelId: mock/small } }\n`;
    await using place = await makeBatchProject(batchPrompt(2, 'oa/small', judged), { cuts: 1 });
    const { project } = place;
    const submitted = await project.run('run', '--batch', '--cache', 'off');
    assert.equal(submitted.code, 0, submitted.stderr);
    assert.match(submitted.stderr, /Judges are asked live when the batches are collected/);
    assert.equal(place.mock.log().count, 0);
    const collected = await project.run('batch', 'collect', '--wait');
    assert.ok(place.mock.log().count >= 2, collected.stderr);
    const [candidate] = (await place.summary()).candidates;
    assert.equal(candidate?.states.replied, 2);
  });

  it('sends the key to no other origin, whatever the service says of where the results are', async () => {
    await using thief = await startMockProvider();
    await using place = await makeBatchProject(batchPrompt(2, 'an/small'), {
      resultsAt: `${thief.baseUrl}/messages/batches/msgbatch-1/results`,
    });
    const { project } = place;
    assert.equal((await project.run('run', '--batch')).code, 0);
    const collected = await project.run('batch', 'collect', '--wait');
    assert.equal(collected.code, 2, collected.stderr);
    assert.match(collected.stderr, /was refused\. \(origin-refused\)/);
    assert.equal(thief.openSockets(), 0);
  });

  it('keeps what was accepted where another batch is refused, and tells a file that does not validate', async () => {
    await using place = await makeBatchProject(batchPrompt(2, 'oa/small'), {
      refusal: {
        status: 400,
        body: { error: { code: 'invalid_request', message: 'no batches for you' } },
      },
    });
    const { project, batches } = place;
    const refused = await project.run('run', '--batch');
    assert.equal(refused.code, 5, refused.stderr);
    assert.match(refused.stderr, /no batches for you/);
    delete batches.options.refusal;
    batches.options.invalid = { code: 'token_limit_exceeded', message: 'Enqueued tokens.' };
    const again = await project.run(...printedCommand(refused.stderr, 'To submit the rest: '));
    assert.equal(again.code, 0, again.stderr);
    const collected = await project.run('batch', 'collect');
    assert.equal(collected.code, 5, collected.stderr);
    assert.deepEqual((await place.summary()).candidates[0]?.errors, { 'batch-failed': 2 });
    const shown = await project.run('history', 'show', 'last', '--cases', 'errors');
    assert.match(shown.stdout, /token_limit_exceeded: Enqueued tokens\./);
  });
});
