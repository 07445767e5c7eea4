import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assay, makeWorkspace, yesPrompt, type Ended } from '#support/assayProcess.ts';
import { gitFolder } from '#support/gitFolder.ts';
import type { RunReport } from '#core/report/json.ts';

const script = {
  rules: [{ when: { contains: 'shortly' }, do: { reply: { answer: { text: 'no' } } } }],
  otherwise: { reply: { answer: { text: 'yes' } } },
} as const;

const ignored = { '.gitignore': 'home/\n.assay/runs/\n.assay/index.json\n' };
const judge =
  '  - { name: good, uses: rubric, with: { criteria: Is it good?, modelId: mock/small } }\n';

function worse(text: string): string {
  return text.replace('content: "{{text}}"', 'content: "Answer shortly: {{text}}"');
}

describe('assay in a branch of its own', () => {
  it('plays a pull request through: a worse prompt fails the branch tier, its mending passes', async () => {
    const prompt = yesPrompt(8) + judge;
    await using workspace = await makeWorkspace(
      {
        'a.prompt.yml': prompt,
        'b.prompt.yml': yesPrompt(3).replace('yes-or-no', 'other'),
        'assay.yml': 'version: 1\ngate: { regression: real }\n',
        ...ignored,
      },
      script,
    );
    // A judge answers whatever; the branch tier does not ask it.
    assert.equal((await workspace.assay('run', '--record', '--cache', 'off')).code !== 2, true);
    assert.equal((await workspace.assay('baseline', 'accept')).code, 0);
    const folder = await gitFolder({}, workspace.path);
    await folder.commit('Begin');
    await folder.git('checkout', '--quiet', '-b', 'topic');
    const branch = (...more: string[]): Promise<Ended> =>
      // Without the user's own configuration there is neither an origin nor a key.
      assay(['run', '--tier', 'branch', '--since', 'main', ...more], workspace.path);

    const nothing = await branch();
    assert.equal(nothing.code, 0, nothing.stderr);
    assert.match(nothing.stderr, /Nothing that a case depends on has changed since main/);
    assert.match(nothing.stdout, /There is nothing to run\./);

    await writeFile(join(workspace.path, 'a.prompt.yml'), worse(prompt));
    const unrecorded = await branch();
    assert.equal(unrecorded.code, 2);
    assert.match(unrecorded.stderr, /assay recordings refresh a\.prompt\.yml --case case-1 /);

    const refreshed = await workspace.assay('recordings', 'refresh', 'a.prompt.yml');
    assert.match(refreshed.stderr, /8 of 8|The run is in/);
    const failed = await branch();
    assert.equal(failed.code, 1, failed.stderr);
    assert.match(failed.stderr, /a\.prompt\.yml: all 8 cases, because of prompt a\.prompt\.yml/);
    assert.match(failed.stderr, /Tier branch, level 1\./);
    assert.match(failed.stderr, /Not in this tier: a\.prompt\.yml "good", since it asks a judge\./);
    assert.match(failed.stdout, /yes-or-no \/ base on mock\/small: right regressed, 1 → 0/);
    assert.match(failed.stdout, /"good" asks a judge, which is not in this tier/);

    const row = prompt.replace('expected: "yes" }', 'expected: "yes", note: new }');
    await writeFile(join(workspace.path, 'a.prompt.yml'), row);
    const mended = await branch('--format', 'json');
    assert.equal(mended.code, 0, mended.stderr);
    const report = JSON.parse(mended.stdout) as RunReport;
    assert.equal(report.summary?.candidates[0]?.planned, 1);
    assert.match(mended.stderr, /a\.prompt\.yml: 1 of 8 cases: case-1 \(changed\)/);
  });

  it('prints the graph as a table, as JSON, as Mermaid and for Graphviz', async () => {
    await using workspace = await makeWorkspace({ 'a.prompt.yml': yesPrompt(2), ...ignored });
    const table = await workspace.assay('graph');
    assert.equal(table.code, 0, table.stderr);
    assert.match(table.stdout, /^a\.prompt\.yml +evaluator:a\.prompt\.yml#right/m);
    const json = JSON.parse((await workspace.assay('graph', '--format', 'json')).stdout) as {
      readonly prompts: readonly { readonly file: string; readonly cases: readonly unknown[] }[];
    };
    assert.deepEqual([json.prompts[0]?.file, json.prompts[0]?.cases.length], ['a.prompt.yml', 2]);
    assert.match((await workspace.assay('graph', '--format', 'mermaid')).stdout, /^flowchart LR/);
    assert.match((await workspace.assay('graph', '--format', 'dot')).stdout, /^digraph assay/);
    const lost = await workspace.assay('graph', '--since', 'main');
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /since-unknown/);
  });

  it('renders without a run, and takes no tier that does not exist', async () => {
    await using workspace = await makeWorkspace({
      'a.prompt.yml': yesPrompt(2),
      'assay.yml': 'version: 1\ntiers: { check: { level: 0 } }\n',
    });
    const { code, stdout } = await workspace.assay('run', '--tier', 'check');
    assert.deepEqual([code, stdout], [0, 'Rendered 2 cases of 1 prompt; nobody was asked.\n']);
    const unknown = await workspace.assay('run', '--tier', 'chek');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Did you mean "check"\?/);
  });

  it('finds the commit that made a prompt worse', async () => {
    await using workspace = await makeWorkspace(
      { 'a.prompt.yml': yesPrompt(4), ...ignored },
      script,
    );
    await workspace.assay('run', '--record', '--cache', 'off');
    await writeFile(join(workspace.path, 'a.prompt.yml'), worse(yesPrompt(4)));
    await workspace.assay('recordings', 'refresh');
    await writeFile(join(workspace.path, 'a.prompt.yml'), yesPrompt(4));
    const folder = await gitFolder({}, workspace.path);
    await folder.commit('Begin');
    await folder.commit('Say less', { 'a.prompt.yml': worse(yesPrompt(4)) });
    await folder.commit('Say a word', { 'a.prompt.yml': `# why\n${worse(yesPrompt(4))}` });
    const args = ['bisect', 'a.prompt.yml'];
    const { code, stdout, stderr } = await workspace.assay(...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Ada: Say less/);
    assert.match(stdout, /before: 1 .*\nafter: {2}0 /);
    assert.match(stdout, /From passed to failed: 4/);
    assert.match(stdout, /2 commits, 1 evaluation between the two ends\./);
  });

  it('lists and prunes recordings, and tells a drift by its exit code', async () => {
    await using workspace = await makeWorkspace(
      { 'a.prompt.yml': yesPrompt(8), ...ignored },
      script,
    );
    await workspace.assay('run', '--record', '--cache', 'off');
    const fine = await workspace.assay('recordings', 'check', '--sample', '5');
    assert.equal(fine.code, 0, fine.stderr);
    assert.match(fine.stdout, /Asked again: 5 replies, 5 of them the same to the letter\./);
    workspace.provider.script({ otherwise: { reply: { answer: { text: 'no' } } } });
    const drifted = await workspace.assay('recordings', 'check', '--sample', '8');
    assert.equal(drifted.code, 1, drifted.stderr);
    assert.match(drifted.stdout, /What comes out has changed\./);
    await writeFile(join(workspace.path, 'a.prompt.yml'), yesPrompt(6));
    const listed = await workspace.assay('recordings');
    assert.match(listed.stdout, /^a\.prompt\.yml +6 +0 /m);
    assert.match(listed.stderr, /2 recordings of no case any more/);
    assert.equal((await workspace.assay('recordings', 'prune')).code, 2);
    const pruned = await workspace.assay('recordings', 'prune', '--yes');
    assert.match(pruned.stderr, /Removed 2 recordings\./);
    const path = join(workspace.path, '.assay/recordings/replies.jsonl');
    assert.equal((await readFile(path, 'utf8')).trimEnd().split('\n').length, 6);
  });

  it('lists what is quarantined, and suggests what could be', async () => {
    await using workspace = await makeWorkspace(
      { 'a.prompt.yml': yesPrompt(2), ...ignored },
      script,
    );
    await workspace.assay('run', '--cache', 'off');
    const none = await workspace.assay('quarantine', 'suggest');
    assert.match(none.stderr, /No case of the runs at hand is flaky\./);
    const file = join(workspace.path, '.assay/quarantine.yml');
    await writeFile(file, 'version: 1\nquarantine:\n');
    await appendFile(file, '  - { case: case-1, reason: Slow., until: 2999-01-01, owner: ana }\n');
    const listed = await workspace.assay('quarantine');
    assert.match(listed.stdout, /case-1 +2999-01-01 +ana +Slow\./);
  });
});
