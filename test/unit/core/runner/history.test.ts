import assert from 'node:assert/strict';
import { cp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultPlace } from '#core/engine.ts';
import type { Span } from '#core/store/lines.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { makeProject, promptOver, runAll } from '#support/project.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

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
    assert.equal((await history.find('previous'))?.id, first);
    assert.equal((await history.find(first.toLowerCase()))?.id, first);
    assert.equal(await history.find('0'), undefined);
    assert.equal(await history.find('../../etc'), undefined);
  });

  it('reads a run where its folder was put', async () => {
    await using runs = await twoRuns();
    await using elsewhere = await temporaryFolder();
    const { history } = runs.project.engine;
    const run = await history.find('last');
    assert.ok(run);
    const copy = join(elsewhere.path, 'downloaded');
    await cp(run.folder, copy, { recursive: true });
    await history.remove(run);
    const found = await history.at(copy);
    assert.equal(found.id, run.id);
    const results: TrialResult[] = [];
    await history.results(found, (result) => results.push(result));
    assert.equal(results.length, 3);
    const nothing = await history.at(elsewhere.path);
    assert.equal('fault' in nothing.manifest && nothing.manifest.fault, 'missing');
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

  it('finds one result, and one case, again where they were told to be', async () => {
    await using runs = await twoRuns();
    const { history } = runs.project.engine;
    const run = await history.find('last');
    assert.ok(run);
    const told: { readonly result: TrialResult; readonly at: ResultPlace }[] = [];
    await history.results(run, (result, at) => told.push({ result, at }));
    for (const { result, at } of told) assert.deepEqual(await history.resultAt(run, at), result);
    const cases: { readonly one: SnapshotCase; readonly at: Span }[] = [];
    await history.cases(run, (one, at) => cases.push({ one, at }));
    for (const { one, at } of cases) assert.deepEqual(await history.caseAt(run, at), one);
    const [first] = told;
    assert.ok(first);
    const { from, bytes } = first.at.result;
    for (const result of [
      { from: from + 1, bytes },
      { from, bytes: bytes - 1 },
      { from: 1e9, bytes },
    ]) {
      assert.equal(await history.resultAt(run, { result }), undefined);
    }
    assert.equal(await history.caseAt(run, { from: 3, bytes: 20 }), undefined);
  });

  it('tells every case of a run with the values it had', async () => {
    await using runs = await twoRuns();
    const { engine } = runs.project;
    await runs.project.write('asked.prompt.yml', promptOver(1).replace('[[row-0]]', 'changed'));
    const run = await engine.history.find('last');
    assert.ok(run);
    const questions: unknown[] = [];
    await engine.history.cases(run, ({ testCase }) => questions.push(testCase.values['question']));
    assert.deepEqual(questions, ['[[row-0]]', '[[row-1]]', '[[row-2]]']);
  });

  it('rejects with a place where the cases of a run are damaged', async () => {
    await using runs = await twoRuns();
    const run = await runs.project.engine.history.find('last');
    assert.ok(run);
    await writeFile(join(run.folder, 'cases.jsonl'), '{"testCase":{"id":1}}\n');
    await assert.rejects(
      runs.project.engine.history.cases(run, () => {}),
      { name: 'FileError', message: /Line 1 of .*cases\.jsonl is damaged/ },
    );
  });

  it('accepts a run and finds nothing changed against it', async () => {
    await using runs = await twoRuns();
    const { baselines, history } = runs.project.engine;
    const run = await history.find('last');
    assert.ok(run);
    const { prompts } = await baselines.accept(run);
    assert.deepEqual(
      prompts.map(({ prompt, accepted, kept }) => ({ prompt, accepted, kept })),
      [{ prompt: 'asked.prompt.yml', accepted: 3, kept: 0 }],
    );
    const stored = await baselines.read('asked.prompt.yml');
    assert.ok('value' in stored);
    assert.equal(stored.value.run, run.id);
    assert.deepEqual(
      stored.value.cells.map(({ caseId, n, judged, passed }) => [caseId, n, judged, passed]),
      [
        ['row-0', 1, 1, 1],
        ['row-1', 1, 1, 1],
        ['row-2', 1, 1, 1],
      ],
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

  it('neither shows nor deletes runs that lie behind a link out of the project', async () => {
    await using runs = await twoRuns();
    await using elsewhere = await temporaryFolder();
    const { path: root, engine } = runs.project;
    const store = join(root, '.assay', 'runs');
    const moved = join(elsewhere.path, 'runs');
    const [one] = await engine.history.list();
    await cp(store, moved, { recursive: true });
    await rm(store, { recursive: true });
    await symlink(moved, store);
    assert.deepEqual(await engine.history.list(), []);
    assert.equal(await engine.history.find(one?.id ?? ''), undefined);
    assert.equal((await readdir(moved)).length, 2);
  });
});
