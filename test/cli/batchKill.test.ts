import assert from 'node:assert/strict';
import { batchPrompt, makeBatchProject } from '#support/batchProject.ts';
import { journalPath, readJournalText } from '#support/killedRun.ts';
import { until } from '#support/until.ts';

describe('a batch run that is killed', () => {
  for (const model of ['oa/small', 'an/small']) {
    it(`finds the batch of ${model} that was created and not written down`, async () => {
      let isDead = false;
      await using place = await makeBatchProject(batchPrompt(3, model), {
        ends: false,
        hear: (what) => what !== 'created' || !isDead,
      });
      const { project, batches } = place;
      // Somebody else's batches stand in the list too, one of them of the same size.
      const other = {
        requests: [{ custom_id: 'other-0' }, { custom_id: 'other-1' }, { custom_id: 'other-2' }],
      };
      if (model === 'an/small') await createOther(place.mock.baseUrl, other);
      isDead = true;
      const before = batches.batches.length;
      await using running = project.start('run', '--batch', '--cache', 'off');
      await until(() => Promise.resolve(batches.batches.length > before));
      running.child.kill('SIGKILL');
      await running.ended;
      isDead = false;
      const id = await place.id();
      if (model === 'an/small') {
        const unsure = await project.run('run', '--resume', id, '--batch');
        assert.equal(unsure.code, 5, unsure.stderr);
        assert.match(unsure.stderr, /A batch may have been created/);
        assert.equal((await project.run('batch', 'collect', id)).code, 5);
      }
      batches.endAll();
      const resumed = await project.run('run', '--resume', id, '--batch');
      assert.equal(resumed.code, 0, resumed.stderr);
      const collected = await project.run('batch', 'collect', id);
      assert.equal(collected.code, 0, collected.stderr);
      assert.equal(batches.batches.length, before + 1, 'it was not paid for twice');
      assert.equal((await place.summary()).candidates[0]?.passed, 3);
    });
  }

  it('goes on from the file that was uploaded, and submits once', async () => {
    let isDead = true;
    await using place = await makeBatchProject(batchPrompt(3, 'oa/small'), {
      hear: (what) => what !== 'uploaded' || !isDead,
    });
    const { project, batches } = place;
    await using running = project.start('run', '--batch', '--cache', 'off');
    await until(() => Promise.resolve(batches.files.size > 0));
    running.child.kill('SIGKILL');
    await running.ended;
    isDead = false;
    const id = await place.id();
    const resumed = await project.run('run', '--resume', id, '--batch');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stderr, /Submitted: 3 requests in 1 batch\./);
    assert.equal((await project.run('batch', 'collect')).code, 0);
    assert.equal(batches.batches.length, 1);
  });

  it('collects to the same end after a kill in the middle of scoring, and counts nothing twice', async () => {
    const rows = 1500;
    await using place = await makeBatchProject(batchPrompt(rows, 'oa/small'));
    const { project } = place;
    assert.equal((await project.run('run', '--batch', '--cache', 'off')).code, 0);
    const id = await place.id();
    await using running = project.start('batch', 'collect', '--format', 'jsonl');
    await running.said('stdout', /^(?:.*\n){20}/);
    running.child.kill('SIGKILL');
    assert.equal((await running.ended).code, null, 'it was still at work');
    const { entries } = await readJournalText(journalPath(project, id));
    const done = entries.filter(({ kind }) => kind === 'result').length;
    assert.ok(done >= 20 && done < rows, `${done} were done`);
    const collected = await project.run('batch', 'collect');
    assert.equal(collected.code, 0, collected.stderr);
    const summary = await place.summary();
    assert.equal(summary.candidates[0]?.passed, rows);
    const after = await readJournalText(journalPath(project, id));
    const trials = after.entries.flatMap((one) =>
      one.kind === 'result' ? [one.result.trial] : [],
    );
    assert.equal(new Set(trials).size, rows);
    assert.equal(trials.length, rows);
    assert.equal(summary.spentUsd.toFixed(12), (summary.candidates[0]?.costUsd ?? 0).toFixed(12));
    assert.equal(place.batches.batches.length, 1);
  });

  it('leaves the batches alone when the wait for them is interrupted', async () => {
    await using place = await makeBatchProject(batchPrompt(2, 'oa/small'), { ends: false });
    const { project, batches } = place;
    assert.equal((await project.run('run', '--batch')).code, 0);
    await using running = project.start('batch', 'collect', '--wait');
    await running.said('stderr', 'in_progress');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /The batches go on without this program/);
    assert.equal(batches.batches[0]?.status, 'working');
    await using waiting = project.start('batch', 'collect', '--wait');
    await waiting.said('stderr', 'in_progress');
    batches.endAll();
    assert.equal((await waiting.ended).code, 0);
  });
});

/** A batch that another program of the account has made. */
async function createOther(baseUrl: string, body: object): Promise<void> {
  await fetch(`${baseUrl}/messages/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': 'any' },
    body: JSON.stringify(body),
  });
}
