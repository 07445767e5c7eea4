import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject, printedCommand, type CliEnd, type CliProject } from '#support/cli.ts';
import { journalPath, openRequests, readJournalText } from '#support/killedRun.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import type { MockScript } from '#support/mockScript.ts';
import { promptOver } from '#support/project.ts';
import { until } from '#support/until.ts';

const start = ['run', '--cache', 'off', '--concurrency', '8'];
const yes = { reply: { answer: { text: 'yes' } } } as const;
const quick = { when: { marker: 'row-0' }, do: yes } as const;
/** One quick answer shows that the service works, so three may be under way; the others wait for their turn. */
const slow: MockScript = { rules: [quick, { do: { latencyMs: 250 } }], otherwise: yes };
const silent: MockScript = {
  rules: [quick, { do: { fault: { kind: 'silent' } } }],
  otherwise: yes,
};

describe('a run that is interrupted', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`finishes what is under way after one ${signal}, says how to go on, and that command goes on`, async () => {
      await using place = await makePlace(20, slow);
      const { project, mock } = place;
      await using running = project.start(...start);
      await place.requests(4);
      const [seen, asked] = [performance.now(), mock.log().count];
      running.child.kill(signal);
      const { code, stderr, stdout } = await running.ended;
      assert.equal(code, 130);
      assert.ok(performance.now() - seen < 2000, 'it waited only for what was under way');
      assert.equal(mock.log().count, asked, 'nothing new was asked');
      assert.match(
        stderr,
        /^Stopping: what is under way has 10 s to finish, nothing new is asked\./m,
      );
      assert.match(stdout, /^Cancelled after/m);
      await assertClosed(project, asked);

      const command = printedCommand(stderr, 'To go on with it:');
      assert.deepEqual(command, ['run', '--resume', ...(await project.runs())]);
      const again = await project.run(...command);
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stdout, /20 of 20\s/);
      assert.equal(mock.log().count, 20);
      assert.equal(mock.openSockets(), 0);
    });
  }

  it('gives up what is under way after the second SIGINT, within a second', async () => {
    await using place = await makePlace(20, silent);
    const { project } = place;
    await using running = project.start(...start);
    await place.requests(4);
    running.child.kill('SIGINT');
    await running.said('stderr', 'Stopping:');
    const second = performance.now();
    running.child.kill('SIGINT');
    const end = await running.ended;
    assert.ok(performance.now() - second < 1000);
    assert.equal(end.code, 130);
    await assertClosed(project, 1);
    await goesOn(place, end, 20);
  });

  it('sends nothing after the signal for a trial that waits to ask again, and does not wait for it', async () => {
    await using place = await makePlace(20, {
      rules: [
        quick,
        { times: 1, do: { status: 429, headers: { 'retry-after': '30' }, body: { error: {} } } },
      ],
      otherwise: yes,
    });
    const { project, mock } = place;
    await using running = project.start(...start);
    await place.quiet('rate-limited');
    const [seen, asked] = [performance.now(), mock.log().count];
    running.child.kill('SIGINT');
    const end = await running.ended;
    assert.equal(end.code, 130);
    assert.ok(performance.now() - seen < 1000, `${performance.now() - seen} ms`);
    assert.equal(mock.log().count, asked);
    await goesOn(place, end, 20);
  });

  it('is left alone by a second process while the first still writes it', async () => {
    await using place = await makePlace(60, slow);
    const { project, mock } = place;
    await using running = project.start(...start);
    await place.requests(4);
    const second = await project.run('run', '--resume', 'last');
    assert.equal(second.code, 2);
    assert.match(second.stderr, /The run is being written by process \d+ on /);
    assert.equal((await running.ended).code, 0);
    assert.equal(mock.log().count, 60);
  });

  it('has 10 s for an answer that never comes', async function test() {
    this.timeout(20_000);
    await using place = await makePlace(20, silent);
    const { project } = place;
    await using running = project.start(...start);
    await place.requests(4);
    const seen = performance.now();
    running.child.kill('SIGINT');
    const { code } = await running.ended;
    const ms = performance.now() - seen;
    assert.equal(code, 130);
    assert.ok(ms > 9500 && ms < 11_000, `${ms} ms`);
    await assertClosed(project, 1);
  });
});

/** Whole journal, no lock, no temporary file. `replies`: trials that have one. */
async function assertClosed(project: CliProject, replies: number): Promise<void> {
  const [id = ''] = await project.runs();
  const { entries, torn } = await readJournalText(journalPath(project, id));
  assert.equal(torn, false);
  assert.equal(openRequests(entries), 0);
  const replied = entries.filter((one) => one.kind === 'result' && one.result.state === 'replied');
  assert.equal(replied.length, replies);
  assert.deepEqual(await readdir(join(project.cwd, '.assay/runs', id)), [
    'cases.jsonl',
    'journal.jsonl',
    'manifest.json',
    'summary.json',
  ]);
  assert.deepEqual(await readdir(project.env['TMPDIR']!), []);
}

async function goesOn({ project, mock }: Place, { stderr }: CliEnd, rows: number): Promise<void> {
  mock.script({ otherwise: yes });
  const again = await project.run(...printedCommand(stderr, 'To go on with it:'));
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, new RegExp(String.raw`${rows} of ${rows}\s`));
}

interface Place extends AsyncDisposable {
  readonly project: CliProject;
  readonly mock: MockProvider;
  /** So many requests have come. */
  requests(count: number): Promise<void>;
  /** A request has failed with this code, and none is under way. */
  quiet(code: string): Promise<void>;
}

async function makePlace(rows: number, script: MockScript): Promise<Place> {
  const mock = await startMockProvider({ script });
  const project = await makeCliProject({
    baseUrl: mock.baseUrl,
    files: { 'asked.prompt.yml': promptOver(rows) },
  });
  return {
    project,
    mock,
    requests: (count) => until(() => mock.log().count >= count),
    quiet: (code) =>
      until(async () => {
        const [id = ''] = await project.runs();
        const { entries } = await readJournalText(journalPath(project, id));
        const hasFailed = entries.some((one) => one.kind === 'attempt-failed' && one.code === code);
        return hasFailed && openRequests(entries) === 0;
      }),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await mock[Symbol.asyncDispose]();
    },
  };
}
