import { makeWorkspace, yesPrompt } from '#support/assayProcess.ts';
import { printedCommand } from '#support/cli.ts';
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const yes = { otherwise: { reply: { answer: { text: 'yes' } } } } as const;
const gate = { 'assay.yml': 'version: 1\ngate: { passRate: 0.9 }\n' };

describe('assay run', () => {
  it('ends with 0 where the gate passes, and keeps the run', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(5), ...gate }, yes);
    const { code, stdout, stderr } = await project.assay('run');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /5 of 5 passed/);
    assert.match(stdout, /^Gate: passed\.$/m);
    const [id = ''] = await readdir(join(project.path, '.assay', 'runs'));
    assert.match(stderr, new RegExp(`^The run is in \\.assay/runs/${id}$`, 'm'));
    assert.match(stderr, new RegExp(`^To see it again: assay history show ${id}$`, 'm'));
  });

  it('ends with 1 where the gate fails, and shows which cases', async () => {
    const rules = [{ when: { marker: 'row-2' }, do: { reply: { answer: { text: 'no' } } } }];
    await using project = await makeWorkspace(
      { 'a.prompt.yml': yesPrompt(5), ...gate },
      { ...yes, rules },
    );
    const { code, stdout } = await project.assay('run');
    assert.equal(code, 1);
    assert.match(stdout, /4 of 5 passed/);
    const shown = await project.assay('history', 'show', 'last', '--cases', 'failed');
    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /^fail {2}case-2 {2}yes-or-no \/ base on mock\/small$/m);
    assert.doesNotMatch(shown.stdout, /case-1/);
  });

  it('ends with 5 where a trial is never answered', async () => {
    const rules = [{ when: { marker: 'row-2' }, do: { status: 400, body: { error: {} } } }];
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(3) }, { ...yes, rules });
    const { code, stdout } = await project.assay('run');
    assert.equal(code, 5);
    assert.match(stdout, /2 of 3 replied/);
    assert.match(stdout, /1 error/);
  });

  it('ends with 3 for a model that is not approved, before any request', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(3) }, yes);
    const blocked = await project.assay('run', '--model', 'mock/blocked');
    assert.equal(blocked.code, 3);
    assert.match(blocked.stderr, /error model-blocked/);
    assert.equal((await project.assay('run', '--model', 'mock/unheard-of')).code, 3);
    assert.equal(project.provider.log().count, 0);
  });

  it('ends with 4 at its budget, and the command it prints goes on to the end', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(20) }, yes);
    const { code, stderr } = await project.assay('run', '--max-cost', '0.0001', '--cache', 'off');
    assert.equal(code, 4);
    const asked = project.provider.log().count;
    const command = printedCommand(stderr, 'To go on with it:');
    assert.equal(command.at(-2), '--max-cost');
    const resumed = await project.assay(...command);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stdout, /20 of 20 passed/);
    assert.equal(project.provider.log().count, 20);
    assert.ok(asked < 20);
  });

  it('asks nobody in a dry run', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(7) }, yes);
    const { code, stdout } = await project.assay('run', '--dry-run');
    assert.equal(code, 0);
    assert.match(stdout, /^7 trials over 7 cases; nothing was asked\.$/m);
    assert.equal(project.provider.log().count, 0);
    const { stdout: json } = await project.assay('run', '--dry-run', '--format', 'json');
    assert.equal((JSON.parse(json) as { calls: number }).calls, 7);
  });

  it('writes a result a line, to a file where one is named', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(4) }, yes);
    const args = ['run', '--format', 'jsonl', '--output', 'out.jsonl'];
    const { stdout, stderr } = await project.assay(...args);
    assert.equal(stdout, '');
    const text = await readFile(join(project.path, 'out.jsonl'), 'utf8');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { caseId: string }).caseId);
    assert.deepEqual(ids.toSorted(), ['case-1', 'case-2', 'case-3', 'case-4']);
    assert.match(stderr, /^Written to .*out\.jsonl$/m);
  });

  it('asks nobody where the result has nowhere to go', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(4) }, yes);
    const { code, stderr } = await project.assay('run', '--output', 'missing/out.txt');
    assert.equal(code, 2);
    assert.match(stderr, /'--output' names .*out\.txt, but there is no folder .*missing\./);
    assert.equal(project.provider.log().count, 0);
    assert.deepEqual(await readdir(project.path), ['a.prompt.yml', 'assay.models.yml', 'user.yml']);
  });

  it('asks nobody and ends where the output is a folder', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(4) }, yes);
    const { code } = await project.assay('run', '--output', '.');
    assert.equal(code, 2);
    assert.equal(project.provider.log().count, 0);
    const [id = ''] = await readdir(join(project.path, '.assay', 'runs'));
    const left = await readdir(join(project.path, '.assay', 'runs', id));
    assert.equal(left.includes('lock'), false);
  });

  it('gives JSON and Markdown without anything else on stdout', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(2) }, yes);
    const { stdout } = await project.assay('run', '--format', 'json');
    const report = JSON.parse(stdout) as { summary: { ended: string }; run: { trials: number } };
    assert.equal(report.summary.ended, 'complete');
    assert.equal(report.run.trials, 2);
    const markdown = await project.assay('history', 'show', 'last', '--format', 'markdown');
    assert.match(markdown.stdout, /^### Assay: gate passed\n/);
  });

  it('lists the newest runs, and says how many older ones there are', async () => {
    await using project = await makeWorkspace({ 'a.prompt.yml': yesPrompt(2) }, yes);
    for (let at = 0; at < 3; at += 1) await project.assay('run');
    const newest = await project.assay('history', 'list', '--limit', '1', '--format', 'json');
    const all = await project.assay('history', 'list', '--format', 'json');
    assert.equal(idsOf(all.stdout).length, 3);
    assert.deepEqual(idsOf(newest.stdout), idsOf(all.stdout).slice(0, 1));
    const table = await project.assay('history', 'list', '--limit', '1');
    assert.match(table.stderr, /2 older runs not shown; --limit shows more\./);
    assert.equal(all.stderr, '');
  });

  it('lets no reply act on a terminal or a CI runner', async () => {
    const evil = 'no\n::error::x\n##vso[x]\u001b[2J\u009b1A\u001b]0;t\u0007\u202e';
    await using project = await makeWorkspace(
      { 'a.prompt.yml': yesPrompt(1) },
      { otherwise: { reply: { answer: { text: evil } } } },
    );
    for (const format of ['table', 'json', 'jsonl', 'markdown']) {
      const run = await project.assay('run', '--format', format);
      const show = await project.assay(
        'history',
        'show',
        'last',
        '--cases',
        'all',
        '--format',
        format,
      );
      const all = run.stdout + run.stderr + show.stdout + show.stderr;
      // oxlint-disable-next-line no-control-regex -- what must not be there
      assert.doesNotMatch(all, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/, format);
      assert.doesNotMatch(all, /^\s*::|##vso\[/m, format);
    }
  });
});

function idsOf(json: string): readonly string[] {
  const { runs } = JSON.parse(json) as { runs: readonly { run: { id: string } }[] };
  return runs.map(({ run }) => run.id);
}
