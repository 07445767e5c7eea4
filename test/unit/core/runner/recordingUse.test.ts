import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '#protocol/problem.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { everything, makeProject, promptOver, runAll, runReady } from '#support/project.ts';

const none = new AbortController().signal;
const otherwise = { reply: { answer: { text: 'yes' } } } as const;
const judged = promptOver(
  3,
  '  - { name: good, uses: rubric, with: { criteria: Is it good?, modelId: other/small } }\n',
);
const judgeSays = {
  rules: [
    {
      when: { model: 'other/small' },
      do: { reply: { answer: { text: '{"reason":"fine","choice":"yes"}' } } },
    },
  ],
  otherwise,
} as const;

describe('the use of recordings', () => {
  it('counts for each prompt what is there, judges too, and what is missing', async () => {
    await using provider = await startMockProvider({ script: judgeSays });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': judged },
    });
    await runAll(project, { recordings: 'record', cases: ['row-0', 'row-1'] });
    const asked = provider.log().count;
    const { problems, prompts, unneeded } = await project.ci.recordings.use(none);
    assert.deepEqual(problems, []);
    assert.deepEqual(unneeded, []);
    const [one] = prompts;
    assert.deepEqual(
      [one?.file, one?.recorded, one?.missing, one?.stale],
      // Two replies, and of each the judge's answer and its repair.
      ['a.prompt.yml', 6, 1, 0],
    );
    assert.ok((one?.bytes ?? 0) > 400);
    assert.equal(provider.log().count, asked);
  });

  it('tells replies to what a prompt was before as stale, and prunes them', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': promptOver(3) },
    });
    await runAll(project, { recordings: 'record' });
    await project.write('a.prompt.yml', promptOver(2).replace('[[row-1]]"', 'changed [[row-1]]"'));
    const use = await project.ci.recordings.use(none);
    assert.deepEqual(
      use.prompts.map(({ recorded, missing, stale }) => [recorded, missing, stale]),
      [[1, 1, 1]],
    );
    assert.deepEqual(
      use.unneeded.map((one) => one.case),
      ['row-1', 'row-2'],
    );
    assert.equal(await project.ci.recordings.prune(use), 2);
    const text = await readFile(join(project.path, '.assay/recordings/replies.jsonl'), 'utf8');
    assert.deepEqual(text.match(/"case":"row-\d"/g), ['"case":"row-0"']);
  });

  it('keeps what a tier with other models needs', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: {
        'a.prompt.yml': promptOver(2),
        'assay.yml':
          'version: 1\ntiers: { wide: { models: [mock/small, mock/large], repeats: 2 } }\n',
      },
    });
    await runAll(project, { tier: 'wide', recordings: 'record' });
    const { prompts, unneeded } = await project.ci.recordings.use(none);
    assert.deepEqual(unneeded, []);
    assert.deepEqual(
      prompts.map(({ recorded, missing }) => [recorded, missing]),
      [[8, 0]],
    );
  });
});

describe('completing recordings', () => {
  it('asks only about what is not recorded, and changes no other line', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': promptOver(3) },
    });
    const path = join(project.path, '.assay/recordings/replies.jsonl');
    await runAll(project, { recordings: 'record', cases: ['row-1'] });
    const before = await readFile(path, 'utf8');
    const { summary } = await runAll(project, { recordings: 'complete' });
    assert.equal(provider.log().count, 3);
    assert.equal(summary.candidates[0]?.passed, 3);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.equal(`${lines[1]}\n`, before);
    await runAll(project, { recordings: 'complete' });
    assert.equal(provider.log().count, 3);
  });

  it('is what a run without a recording says to do, in a command that does it', async () => {
    await using project = await makeProject({
      baseUrl: 'http://127.0.0.1:9/v1',
      files: { 'a.prompt.yml': promptOver(2) },
    });
    const { ready } = await project.engine.plan({ ...everything, recordings: 'replay' }, none);
    assert.ok(ready !== undefined);
    const problems: Problem[] = [];
    await runReady(project.engine, ready, {
      hear(event) {
        if (event.kind === 'run-ended') problems.push(...event.problems);
      },
    });
    assert.deepEqual(
      problems.map(({ code, file, message, next }) => [code, file, message, next]),
      [
        [
          'reply-not-recorded',
          'a.prompt.yml',
          'Replies of 2 cases are not in the recordings: row-0, row-1.',
          'Bring them: assay recordings refresh a.prompt.yml --case row-0 row-1',
        ],
      ],
    );
  });
});

describe('recording personal data', () => {
  const files = { 'a.prompt.yml': promptOver(1) };

  async function recorded(text: string, suite?: string): Promise<readonly string[]> {
    await using provider = await startMockProvider({
      script: { otherwise: { reply: { answer: { text } } } },
    });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: suite === undefined ? files : { ...files, 'assay.yml': suite },
    });
    const { ready } = await project.engine.plan(
      { ...everything, cache: 'off', recordings: 'record' },
      none,
    );
    assert.ok(ready !== undefined);
    const told: string[] = [];
    await runReady(project.engine, ready, {
      hear(event) {
        if (event.kind === 'run-ended') told.push(...event.problems.map((one) => one.message));
      },
    });
    return told;
  }

  it('is refused by its kind, and the value is in no message', async () => {
    const told = await recorded('Write to ada.lovelace@example.org or call +41 44 668 18 00.');
    assert.deepEqual(told, [
      'The reply of case row-0 was not recorded: it holds what looks like personal data (e-mail, phone).',
    ]);
  });

  it('is kept where its kind is allowed with a reason', async () => {
    const suite =
      'version: 1\nrecordings: { allow: [{ kind: e-mail, reason: All addresses are made up. }] }\n';
    assert.deepEqual(await recorded('Write to ada@example.org.', suite), []);
  });
});

describe('checking recordings for drift', () => {
  const control = { stopping: none, signal: none, tell: () => {} };

  it('says what changed since the replies were recorded, and whether it is real', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': promptOver(12) },
    });
    await runAll(project, { recordings: 'record' });
    const request = { files: [], models: [], tags: [], sample: 8 };
    const same = (await project.ci.recordings.drift(request, control)).drift;
    assert.deepEqual([same?.replies, same?.sameText, same?.isReal], [8, 8, false]);
    provider.script({ otherwise: { reply: { answer: { text: 'no' } } } });
    const { drift } = await project.ci.recordings.drift(request, control);
    assert.deepEqual([drift?.replies, drift?.sameText, drift?.isReal], [8, 0, true]);
    assert.equal(drift?.comparison?.prompts[0]?.candidates[0]?.toFailed.length, 8);
    assert.equal(provider.log().count, 8);
    assert.equal((await project.engine.history.list()).length, 3);
  });

  it('ends at its budget', async () => {
    await using provider = await startMockProvider({ script: { otherwise } });
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': promptOver(12) },
    });
    await runAll(project, { recordings: 'record' });
    const request = { files: [], models: [], tags: [], sample: 8, maxCostUsd: 0.00006 };
    const { drift, problems } = await project.ci.recordings.drift(request, control);
    const ended = drift?.summary.ended ?? problems[0]?.code;
    assert.ok(ended === 'budget-reached' || ended === 'budget-too-small', ended);
  });
});
