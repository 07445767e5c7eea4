import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gitFolder } from '#support/gitFolder.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import type { RunRequest } from '#core/engine.ts';
import { everything, makeProject, promptOver, runAll, runReady } from '#support/project.ts';

const none = new AbortController().signal;
const answers = { script: { otherwise: { reply: { answer: { text: 'yes' } } } } } as const;
const judged = promptOver(
  3,
  '  - { name: good, uses: rubric, with: { criteria: Is it good?, modelId: other/small } }\n',
);

describe('tiers', () => {
  it('render every case at level 0, ask nobody and leave no run', async () => {
    await using provider = await startMockProvider(answers);
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'a.prompt.yml': judged,
        'assay.yml': 'version: 1\ntiers: { check: { level: 0 } }\n',
      },
    });
    const planned = await project.engine.plan({ ...everything, tier: 'check' }, none);
    assert.deepEqual(planned, { problems: [], rendered: { prompts: 1, cases: 3 } });
    assert.equal(provider.log().count, 0);
    await assert.rejects(readdir(join(project.path, '.assay')), { code: 'ENOENT' });
  });

  it('show at level 0 what cannot be rendered', async () => {
    await using project = await makeProject({
      baseUrl: 'http://127.0.0.1:9/v1',
      files: {
        'a.prompt.yml': `name: a\nmessages:\n  - { role: user, content: "{{text}} {{gone}}" }\ndatasets:\n  - { file: rows.csv }\nevaluators:\n  - { name: right, uses: exact-match }\n`,
        'rows.csv': 'id,text,expected\nrow-1,a,b\n',
        'assay.yml': 'version: 1\ntiers: { check: { level: 0 } }\n',
      },
    });
    const { problems } = await project.engine.plan({ ...everything, tier: 'check' }, none);
    const errors = problems.filter(({ severity }) => severity === 'error');
    assert.match(errors[0]?.message ?? '', /gone/);
  });

  it('score recordings at level 1 without a request, and name the judges that take no part', async () => {
    await using provider = await startMockProvider(answers);
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': judged },
    });
    await runAll(project, { recordings: 'record' });
    const asked = provider.log().count;
    const { ready } = await project.engine.plan({ ...everything, tier: 'branch' }, none);
    assert.ok(ready !== undefined);
    const { manifest } = ready;
    assert.deepEqual(manifest.tier, { name: 'branch', level: 1, judges: false, safety: false });
    assert.deepEqual(manifest.leftOut, [{ prompt: 0, evaluator: 'good', asks: 'judge' }]);
    assert.deepEqual(
      manifest.models.map(({ id }) => id),
      ['mock/small'],
    );
    const { summary } = await runReady(project.engine, ready);
    assert.equal(provider.log().count, asked);
    assert.deepEqual(
      summary.candidates[0]?.evaluators.map(({ name, scored }) => [name, scored]),
      [['right', 3]],
    );
    assert.equal(summary.gate.pass, true);
    assert.deepEqual(summary.gate.notes, [
      '"good" asks a judge, which is not in this tier: it says nothing here.',
    ]);
  });

  it('draw the same sample each time, at most one case of which makes room for a new one', async () => {
    await using provider = await startMockProvider(answers);
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'a.prompt.yml': promptOver(40),
        'assay.yml': 'version: 1\ntiers: { some: { level: 2, sample: 5 } }\n',
      },
    });
    const drawn = async (): Promise<readonly string[]> => {
      const { results } = await runAll(project, { tier: 'some' });
      return results.map(({ caseId }) => caseId).toSorted();
    };
    const first = await drawn();
    assert.equal(first.length, 5);
    assert.deepEqual(await drawn(), first);
    await project.write('a.prompt.yml', promptOver(41));
    const after = await drawn();
    assert.ok(first.filter((id) => !after.includes(id)).length <= 1);
    const { ready } = await project.engine.plan({ ...everything, tier: 'some' }, none);
    assert.deepEqual(
      [ready?.manifest.prompts[0]?.cases, ready?.manifest.prompts[0]?.drawnFrom],
      [5, 41],
    );
    await ready?.finish();
    await ready?.release();
  });

  it('let what is asked for on the spot go before what they say', async () => {
    await using provider = await startMockProvider(answers);
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'a.prompt.yml': promptOver(4),
        'assay.yml':
          'version: 1\ntiers: { t: { models: [mock/large], repeats: 3, sample: 2, maxCostUsd: 1 } }\n',
      },
    });
    const { results, summary } = await runAll(project, { tier: 't', repeats: 1 });
    assert.equal(results.length, 2);
    assert.equal(summary.candidates.length, 1);
    const { results: other } = await runAll(project, {
      tier: 't',
      sample: 1,
      models: ['mock/small'],
    });
    assert.equal(other.length, 3);
  });

  it('ask as often as the prompt says, else as the suite says, unless they say it themselves', async () => {
    await using provider = await startMockProvider(answers);
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'silent.prompt.yml': promptOver(1),
        'once.prompt.yml': `${promptOver(1)}repeats: 1\n`,
        'assay.yml': 'version: 1\nrepeats: 3\ntiers: { t: { repeats: 2 } }\n',
      },
    });
    const timesIn = async (request: Partial<RunRequest>): Promise<unknown> => {
      const { ready } = await project.engine.plan({ ...everything, ...request }, none);
      await ready?.finish();
      await ready?.release();
      return ready?.manifest.prompts.map(({ file, repeats }) => [file, repeats]);
    };
    assert.deepEqual(await timesIn({}), [
      ['once.prompt.yml', 1],
      ['silent.prompt.yml', 3],
    ]);
    assert.deepEqual(await timesIn({ tier: 't' }), [
      ['once.prompt.yml', 2],
      ['silent.prompt.yml', 2],
    ]);
  });

  it('name those that there are where one is not', async () => {
    await using project = await makeProject({
      baseUrl: 'http://127.0.0.1:9/v1',
      files: { 'a.prompt.yml': promptOver(1) },
    });
    const { problems } = await project.engine.plan({ ...everything, tier: 'brnch' }, none);
    const problem = problems.find(({ code }) => code === 'tier-unknown');
    assert.equal(problem?.allowed, 'branch, merge, nightly');
    assert.match(problem?.next ?? '', /Did you mean "branch"\?/);
  });

  it('leave prompts out that have none of their tags, and are an error where nothing is left', async () => {
    await using provider = await startMockProvider(answers);
    const tagged = promptOver(2).replace('expected: "yes" }', 'expected: "yes", tags: [smoke] }');
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'a.prompt.yml': promptOver(3),
        'b.prompt.yml': tagged,
        'assay.yml': 'version: 1\ntiers: { smoke: { tags: [smoke] }, none: { tags: [nowhere] } }\n',
      },
    });
    const { results, summary } = await runAll(project, { tier: 'smoke' });
    assert.deepEqual(
      results.map(({ caseId }) => caseId),
      ['row-0'],
    );
    assert.equal(summary.candidates.length, 1);
    const { problems } = await project.engine.plan({ ...everything, tier: 'none' }, none);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['no-cases'],
    );
  });
});

describe('a run of what changed', () => {
  it('takes the changed rows alone, and is no run where nothing has changed', async () => {
    await using provider = await startMockProvider(answers);
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': promptOver(3), 'b.prompt.yml': promptOver(2) },
    });
    const folder = await gitFolder({}, project.path);
    const commit = await folder.commit('Begin');
    const nothing = await project.engine.plan({ ...everything, since: 'main' }, none);
    assert.deepEqual(nothing.problems, []);
    assert.equal(nothing.ready, undefined);
    assert.equal(nothing.changed?.selection.prompts.size, 0);
    await project.write('b.prompt.yml', promptOver(2).replace('[[row-1]]', 'changed [[row-1]]'));
    const { ready } = await project.engine.plan({ ...everything, since: 'main' }, none);
    assert.ok(ready !== undefined);
    assert.deepEqual(ready.manifest.since, { ref: 'main', commit });
    assert.deepEqual(
      ready.manifest.prompts.map(({ file, cases }) => [file, cases]),
      [['b.prompt.yml', 1]],
    );
    const { results } = await runReady(project.engine, ready);
    assert.deepEqual(
      results.map(({ caseId, candidate }) => [caseId, candidate]),
      [['row-1', 0]],
    );
  });

  it('says what to fetch where git does not have the ref', async () => {
    await using project = await makeProject({
      baseUrl: 'http://127.0.0.1:9/v1',
      files: { 'a.prompt.yml': promptOver(1) },
    });
    await gitFolder({ 'x.txt': 'x' }, project.path);
    const { problems } = await project.engine.plan({ ...everything, since: 'origin/main' }, none);
    const problem = problems.find(({ code }) => code === 'since-unknown');
    assert.equal(problem?.next, 'Fetch it: "git fetch origin main:refs/remotes/origin/main".');
  });
});
