import { assay, makeWorkspace, yesPrompt } from '#support/assayProcess.ts';
import { makeZip } from '#support/zip.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const yes = { otherwise: { reply: { answer: { text: 'yes' } } } } as const;

describe('assay init', () => {
  it('writes a project that lint has nothing to say about, and a run can be planned for', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout, stderr } = await assay(['init', 'demo'], folder.path);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/^written /gm)?.length, 4);
    const demo = join(folder.path, 'demo');
    assert.deepEqual(await assay(['lint'], demo), { code: 0, stdout: 'no problems\n', stderr: '' });
    const dry = await assay(['run', '--dry-run'], demo, { OPENAI_API_KEY: 'k' });
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /^8 trials over 8 cases/);
    const again = await assay(['init', 'demo'], folder.path);
    assert.equal(again.stdout.match(/^left alone /gm)?.length, 4);
  });
});

describe('assay lint', () => {
  it('shows each problem with its place and the way out', async () => {
    const prompt = yesPrompt(1).replace('uses: exact-match', 'uses: exact-macht');
    await using project = await makeWorkspace({ 'a.prompt.yml': prompt });
    const { code, stdout } = await project.assay('lint');
    assert.equal(code, 2);
    assert.match(stdout, /^a\.prompt\.yml:10:\d+ {2}error /m);
    assert.match(stdout, /^ {4}next: /m);
    assert.match(stdout, /^1 error$/m);
    const { stdout: json } = await project.assay('lint', '--format', 'json');
    const { problems } = JSON.parse(json) as { problems: { range: { start: { line: number } } }[] };
    assert.equal(problems[0]?.range.start.line, 10);
  });

  it('ends with 3 where models are the only trouble', async () => {
    const prompt = yesPrompt(1, 'mock/blocked');
    await using project = await makeWorkspace({ 'a.prompt.yml': prompt });
    assert.equal((await project.assay('lint')).code, 3);
  });
});

describe('assay models', () => {
  it('shows the catalogue, and of keys only the variable', async () => {
    await using project = await makeWorkspace({
      'assay.models.yml': `version: 1
models:
  - id: openai/x
    status: approved
    provider: openai
    name: x
    price: { input: 1.5, output: 2, asOf: 2026-11-01 }
    suits: [{ useCase: classification, rating: recommended }]
  - { id: local/y, status: trial, provider: ollama, name: y }
`,
    });
    const { code, stdout } = await project.assay('models');
    assert.equal(code, 0);
    assert.match(stdout, /openai\/x +\$1\.5 in .* no\n/);
    assert.match(stdout, /OPENAI_API_KEY/);
    assert.match(stdout, /local\/y +unpriced .*none needed/);
    const suited = await project.assay('models', '--use-case', 'Classification');
    assert.match(suited.stdout, /openai\/x/);
    assert.doesNotMatch(suited.stdout, /local\/y/);
    const nothing = await project.assay('models', '--use-case', 'poetry');
    assert.match(nothing.stderr, /No model is said to suit "poetry"\. Use cases: classification\./);
  });
});

describe('assay score', () => {
  it('scores replies that exist already, without a model', async () => {
    await using project = await makeWorkspace({
      'replies.jsonl': '{"output":"yes","expected":"yes"}\n{"output":"no","expected":"yes"}\n',
    });
    const { code, stdout, stderr } = await project.assay(
      'score',
      'replies.jsonl',
      '--metric',
      'exact-match',
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /1 of 2 passed/);
    const bad = await project.assay('score', 'replies.jsonl', '--metric', 'exact-macht');
    assert.equal(bad.code, 2);
    assert.equal(project.provider.log().count, 0);
  });
});

describe('assay history', () => {
  it('lists runs newest first, and removes them only when told to', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(2) }, yes);
    assert.match((await project.assay('history')).stderr, /No runs yet/);
    for (let run = 0; run < 3; run += 1) await project.assay('run');
    const { stdout } = await project.assay('history', '--format', 'json');
    const ids = (JSON.parse(stdout) as { runs: { run: { id: string } }[] }).runs.map(
      ({ run }) => run.id,
    );
    assert.equal(ids.length, 3);
    assert.deepEqual(ids, ids.toSorted().toReversed());
    const unasked = await project.assay('history', 'prune', '--keep', '1');
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, new RegExp(`^${ids[2]}, `, 'm'));
    assert.match(unasked.stderr, /Add --yes/);
    assert.equal((await project.assay('history', 'prune', '--older-than', '1h', '--yes')).code, 0);
    const pruned = await project.assay('history', 'prune', '--keep', '1', '--yes');
    assert.match(pruned.stderr, /^Removed 2 runs\.$/m);
    const left = await project.assay('history');
    assert.match(left.stdout, new RegExp(`^${ids[0]} `, 'm'));
    assert.doesNotMatch(left.stdout, new RegExp(`^${ids[1]} `, 'm'));
  });

  it('takes in the runs of a zip, once, and says why where there is none', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(2) }, yes);
    await project.assay('run');
    const runs = join(project.path, '.assay/runs');
    const [id = ''] = await readdir(runs);
    const names = ['manifest.json', 'cases.jsonl', 'journal.jsonl', 'summary.json'];
    const entries = await Promise.all(
      names.map(async (name) => {
        return { name: `${id}/${name}`, content: await readFile(join(runs, id, name)) };
      }),
    );
    await writeFile(join(project.path, 'assay-runs-merge.zip'), makeZip(entries));
    await rm(runs, { recursive: true });
    const taken = await project.assay('history', 'import', 'assay-runs-merge.zip');
    assert.deepEqual([taken.code, taken.stdout], [0, `${id}\n`]);
    assert.match(taken.stderr, /^1 run taken into \.assay\/runs\.$/m);
    const shown = await project.assay('history', 'show', 'last');
    assert.equal(shown.code, 0, shown.stderr);
    const again = await project.assay('history', 'import', 'assay-runs-merge.zip');
    assert.equal(again.stdout, `${id} (was there already)\n`);
    const none = await project.assay('history', 'import', 'a.prompt.yml');
    assert.equal(none.code, 2);
    assert.match(none.stderr, /a\.prompt\.yml is neither a zip nor a folder\./);
  });
});
