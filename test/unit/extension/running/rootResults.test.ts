import assert from 'node:assert/strict';
import type { History } from '#core/engine.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import { RootResults } from '#extension/running/rootResults.ts';
import { everything, makeProject, promptOver, runAll, type Project } from '#support/project.ts';

function answer(content: string): string {
  return JSON.stringify({
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
  });
}

interface Bench extends AsyncDisposable {
  readonly project: Project;
  readonly results: RootResults;
  /** Runs whose results were read from disk, by their last character. */
  readonly reads: string[];
  reply: string;
  run(request?: Parameters<typeof runAll>[1]): Promise<string>;
  catchUp(file?: string): Promise<readonly string[]>;
  shown(file?: string): readonly string[];
}

const files = { 'a.prompt.yml': promptOver(2), 'b.prompt.yml': promptOver(2) };

async function bench(): Promise<Bench> {
  const project = await makeProject({
    baseUrl: 'http://127.0.0.1:9/v1',
    files,
    fetch: () =>
      Promise.resolve(
        new Response(answer(one.reply), { headers: { 'content-type': 'application/json' } }),
      ),
  });
  const { history } = project.engine;
  const reads: string[] = [];
  const listening: Pick<History, 'cases' | 'results'> = {
    cases: (run, hear) => history.cases(run, hear),
    results(run, hear) {
      reads.push(run.id);
      return history.results(run, hear);
    },
  };
  const results = new RootResults((message) => {
    throw new Error(message);
  });
  const one: Bench = {
    project,
    results,
    reads,
    reply: 'yes',
    run: async (request) => (await runAll(project, request)).summary.id,
    catchUp: async (file = 'a.prompt.yml') =>
      results.catchUp({
        runs: await history.list(),
        history: listening,
        file,
        cases: new Set(['row-0', 'row-1']),
      }),
    shown: (file = 'a.prompt.yml') =>
      results
        .of(file)
        .all.map(({ caseId, trials }) => `${caseId} ${trials.map(({ pass }) => pass).join()}`)
        .toSorted(),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
  return one;
}

describe('the results of a root', () => {
  it('are those that the disk has, each run read once for all its prompts', async () => {
    await using at = await bench();
    const id = await at.run();
    assert.deepEqual(await at.catchUp(), ['a.prompt.yml', 'b.prompt.yml']);
    assert.deepEqual(await at.catchUp('b.prompt.yml'), []);
    assert.deepEqual(at.shown(), ['row-0 true', 'row-1 true']);
    assert.deepEqual(at.shown('b.prompt.yml'), ['row-0 true', 'row-1 true']);
    assert.deepEqual(at.reads, [id]);
  });

  it('come from as many runs as it takes to have one for every case', async () => {
    await using at = await bench();
    await at.run();
    at.reply = 'no';
    await at.run();
    at.reply = 'yes';
    await at.run({ cases: ['row-0'], files: [`${at.project.path}/a.prompt.yml`] });
    await at.catchUp();
    assert.deepEqual(at.shown(), ['row-0 true', 'row-1 false']);
    assert.equal(at.reads.length, 2);
  });

  it('take in what another program ran, also when it was still running at the first look', async () => {
    await using at = await bench();
    const signal = new AbortController().signal;
    const { ready } = await at.project.engine.plan({ ...everything, cache: 'off' }, signal);
    assert.ok(ready);
    await at.catchUp();
    assert.deepEqual(at.shown(), []);
    await at.project.engine.run(ready, { stopping: signal, signal, tell: () => {} });
    await at.catchUp();
    assert.deepEqual(at.shown(), ['row-0 true', 'row-1 true']);
  });

  it('go with a run that was deleted, and what it stood before comes back', async () => {
    await using at = await bench();
    await at.run();
    at.reply = 'no';
    const second = await at.run();
    await at.catchUp();
    assert.deepEqual(at.shown(), ['row-0 false', 'row-1 false']);
    const run = await at.project.engine.history.find(second);
    assert.ok(run);
    await at.project.engine.history.remove(run);
    await at.catchUp();
    assert.deepEqual(at.shown(), ['row-0 true', 'row-1 true']);
  });

  it('stay while the list of runs does not have the run yet that has just ended', async () => {
    await using at = await bench();
    const before = await at.project.engine.history.list();
    const signal = new AbortController().signal;
    const { ready } = await at.project.engine.plan({ ...everything, cache: 'off' }, signal);
    assert.ok(ready);
    const { manifest } = ready;
    at.results.begin(manifest);
    const cases: SnapshotCase[] = [];
    await at.project.engine.run(ready, {
      stopping: signal,
      signal,
      tell(event) {
        if (event.kind === 'trial-finished') at.results.take(manifest, event.result);
      },
    });
    assert.equal(at.results.end(manifest), true);
    assert.equal(at.results.end(manifest), false);
    assert.deepEqual(at.results.look(before), []);
    assert.deepEqual(at.shown(), ['row-0 true', 'row-1 true']);
    // What was heard is not read again.
    await at.catchUp();
    assert.deepEqual([at.shown(), at.reads], [['row-0 true', 'row-1 true'], []]);
    at.results.expect(manifest, cases);
    assert.ok(at.results.of('a.prompt.yml').all.every(({ isRunning }) => !isRunning));
  });

  it('are marked as running for the cases and candidates of the run alone', async () => {
    await using at = await bench();
    const signal = new AbortController().signal;
    const request = { ...everything, cases: ['row-1'], files: [`${at.project.path}/b.prompt.yml`] };
    const { ready } = await at.project.engine.plan(request, signal);
    assert.ok(ready);
    const cases: SnapshotCase[] = [];
    const [run] = await at.project.engine.history.list();
    assert.ok(run);
    await at.project.engine.history.cases(run, (one) => cases.push(one));
    at.results.begin(ready.manifest);
    at.results.expect(ready.manifest, cases);
    assert.deepEqual([at.shown(), at.shown('b.prompt.yml')], [[], ['row-1 ']]);
    at.results.end(ready.manifest);
    assert.deepEqual(at.shown('b.prompt.yml'), []);
    await ready.release();
  });
});
