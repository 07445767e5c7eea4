import assert from 'node:assert/strict';
import { makeCliProject, type CliProject } from '#support/cli.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { processesWith } from '#support/processes.ts';
import { promptOver } from '#support/project.ts';

const score = `import json, sys
for line in sys.stdin:
    r = json.loads(line)
    print(json.dumps({"id": r["id"], "value": 0.75, "pass": True}), flush=True)
`;

/** What only its process has in its command line. */
const mark = `assay-cli-${process.pid}`;

const files = {
  'prompts/a.prompt.yml': promptOver(
    2,
    `  - { name: own, uses: process, with: { command: [python3, score.py, ${mark}] } }
  - { name: short, uses: javascript, with: { file: ../scorers/short.js } }
`,
  ),
  'prompts/score.py': score,
  'scorers/short.js': 'export default ({ reply }) => reply.length < 100;\n',
};

describe('assay with scorers that users wrote', () => {
  let provider: MockProvider;
  let project: CliProject;
  before(async () => {
    provider = await startMockProvider({ script: {} });
    project = await makeCliProject({ baseUrl: provider.baseUrl, files });
  });
  after(async () => {
    await project[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  it('lints them without a consent', async () => {
    const { code, stdout } = await project.run('lint');
    assert.equal(code, 0, stdout);
  });

  it('refuses a run without a consent, before anything is sent, with the command that allows it', async () => {
    const { code, stderr } = await project.run('run');
    assert.equal(code, 2);
    assert.match(stderr, /scorer-not-allowed/);
    assert.match(stderr, /assay scorer allow prompts\/a\.prompt\.yml/);
    assert.deepEqual([provider.log().count, await project.runs()], [0, []]);
  });

  it('allows nothing where nobody can be asked', async () => {
    const { code, stderr } = await project.run('scorer', 'allow', 'prompts/a.prompt.yml');
    assert.equal(code, 2);
    assert.match(stderr, /prompts\/a\.prompt\.yml runs: python3 score\.py assay-cli-\d+/);
    assert.match(stderr, /- prompts\/score\.py \(sha256 [0-9a-f]{12}…\)/);
    assert.match(stderr, /--yes/);
  });

  it('runs with the hash in its environment, and not with another one', async () => {
    const { stderr } = await project.run('scorer', 'allow');
    const [, sha256 = ''] = /sha256: ([0-9a-f]{64})/.exec(stderr) ?? [];
    for (const [hash, code] of [
      [sha256, 0],
      ['0'.repeat(64), 2],
    ] as const) {
      const env = { ASSAY_ALLOW_SCORERS: hash };
      await using other = await makeCliProject({ baseUrl: provider.baseUrl, files, env });
      assert.equal((await other.run('run', '--dry-run')).code, code);
    }
  });

  it('runs once it is allowed, scores with both, and leaves no process', async () => {
    assert.equal((await project.run('scorer', 'allow', 'prompts/score.py', '--yes')).code, 0);
    const { code, stdout, stderr } = await project.run('run', '--format', 'json');
    assert.ok(code === 0 || code === 1, stderr);
    const { summary } = JSON.parse(stdout) as {
      summary: { candidates: { evaluators: { name: string; value: number; scored: number }[] }[] };
    };
    assert.deepEqual(
      summary.candidates[0]?.evaluators
        .map(({ name, value, scored }) => [name, value, scored])
        .slice(1),
      [
        ['own', 0.75, 2],
        ['short', 1, 2],
      ],
    );
    assert.deepEqual(processesWith(mark), []);
  });

  it('lists what was allowed, and takes it back', async () => {
    const { stdout } = await project.run('scorer', 'list', '--format', 'json');
    const { consents } = JSON.parse(stdout) as { consents: { id: string; command: string[] }[] };
    assert.deepEqual(
      consents.map(({ command }) => command),
      [['python3', 'score.py', mark]],
    );
    assert.match((await project.run('scorer', 'list')).stdout, /python3 score\.py/);
    assert.equal((await project.run('scorer', 'revoke', 'ffff')).code, 2);
    assert.equal((await project.run('scorer', 'revoke', consents[0]!.id)).code, 0);
    assert.equal((await project.run('run')).code, 2);
  });

  it('asks again once a byte of a file has changed', async () => {
    assert.equal((await project.run('scorer', 'allow', '--yes')).code, 0);
    assert.match((await project.run('scorer', 'allow')).stderr, /allowed already/);
    await project.write('prompts/score.py', `${score}\n`);
    const { code, stderr } = await project.run('run', '--dry-run');
    assert.equal(code, 2);
    assert.match(stderr, /with its files as they are now/);
  });
});
