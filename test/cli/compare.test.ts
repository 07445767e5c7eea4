import { makeWorkspace, yesPrompt, type Workspace } from '#support/assayProcess.ts';
import type { MockRule } from '#support/mockScript.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { RunReport } from '#core/report/json.ts';
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const noGate = { 'assay.yml': 'version: 1\ngate: { passRate: 0 }\n' };
const run = ['run', '--cache', 'off'] as const;

/** The first run passes all; from the second on the first `turned` cases fail. */
function project(cases: number, turned: number, more: Readonly<Record<string, string>> = {}) {
  const rules = Array.from({ length: turned }, (_, place): readonly MockRule[] => {
    const when = { marker: `row-${place + 1}` };
    return [
      { when, times: 1, do: { reply: { answer: { text: 'yes' } } } },
      { when, do: { reply: { answer: { text: 'no' } } } },
    ];
  });
  return makeWorkspace(
    { 'a.prompt.yml': yesPrompt(cases), ...noGate, ...more },
    { rules: rules.flat(), otherwise: { reply: { answer: { text: 'yes' } } } },
  );
}

async function comparison(workspace: Workspace, ...args: string[]): Promise<RunComparison> {
  const { stdout, stderr } = await workspace.assay('compare', ...args, '--format', 'json');
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as RunComparison;
}

describe('assay compare', () => {
  it('ends with 1 where something regressed, and shows the flips before the numbers', async () => {
    await using workspace = await project(10, 7);
    await workspace.assay(...run);
    await workspace.assay(...run);
    const { code, stdout, stderr } = await workspace.assay('compare', 'previous', 'last');
    assert.equal(code, 1, stderr);
    const flips = stdout.indexOf('From passed to failed: 7');
    assert.ok(flips > 0 && flips < stdout.indexOf('measure'), stdout);
    assert.match(stdout, /^passed +10 +100\.0 % +30\.0 % +−70\.0 points +0\.016 +regressed$/m);
    assert.match(stdout, /^Regressed: 1 regressed\.$/m);
  });

  it('ends with 0 where there is no evidence, and never says that two runs are equal', async () => {
    await using workspace = await project(10, 0);
    await workspace.assay(...run);
    await workspace.assay(...run);
    const { code, stdout } = await workspace.assay('compare', 'previous', 'last');
    assert.equal(code, 0);
    assert.match(stdout, /no evidence\n.*would have shown from/);
    assert.doesNotMatch(stdout, /equal|same result/i);
  });

  it('is the same to the byte each time', async () => {
    await using workspace = await project(12, 4);
    await workspace.assay(...run, '--repeat', '3');
    await workspace.assay(...run, '--repeat', '3');
    const args = ['compare', 'previous', 'last', '--format', 'json'] as const;
    assert.equal((await workspace.assay(...args)).stdout, (await workspace.assay(...args)).stdout);
  });

  it('compares the last run with the baseline where there is one, else with the one before', async () => {
    await using workspace = await project(8, 7);
    assert.equal((await workspace.assay('compare')).code, 2);
    await workspace.assay(...run);
    const alone = await workspace.assay('compare');
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /no baseline .* no earlier run of the same prompt either/);
    await workspace.assay(...run);
    assert.equal((await comparison(workspace)).before.what, 'run');
    assert.equal((await workspace.assay('baseline', 'accept', 'previous')).code, 0);
    const { before, regressed } = await comparison(workspace);
    assert.deepEqual([before.what, regressed], ['baseline', true]);
    const turned = await comparison(workspace, 'last', 'baseline');
    assert.equal(turned.prompts[0]?.candidates[0]?.toPassed.length, 7);
  });

  it('takes a run that lies elsewhere by its folder', async () => {
    await using workspace = await project(8, 7);
    await workspace.assay(...run);
    const first = await workspace.assay('history', 'list', '--format', 'json');
    const [{ run: stored }] = (JSON.parse(first.stdout) as { runs: [RunReport] }).runs;
    const id = stored.id;
    await cp(join(workspace.path, '.assay', 'runs', id), join(workspace.path, 'down', 'load'), {
      recursive: true,
    });
    await workspace.assay(...run);
    const { before } = await comparison(workspace, './down/load', 'last');
    assert.equal(before.run, id);
  });

  it('compares two models of one run, and says which there are where one is none', async () => {
    const catalogue = `version: 1
models:
  - { id: mock/small, status: approved, provider: mock, name: small }
  - { id: mock/large, status: approved, provider: mock, name: large }
`;
    await using workspace = await makeWorkspace(
      {
        ...noGate,
        'assay.models.yml': catalogue,
        'a.prompt.yml': yesPrompt(8).replace(
          'model: mock/small',
          'models: [mock/small, mock/large]',
        ),
      },
      {
        rules: [{ when: { model: 'small' }, do: { reply: { answer: { text: 'no' } } } }],
        otherwise: { reply: { answer: { text: 'yes' } } },
      },
    );
    const { stderr } = await workspace.assay(...run);
    const swap = ['last', '--models', 'mock/small', 'mock/large'];
    const { prompts } = await comparison(workspace, ...swap);
    const [candidate] = prompts[0]?.candidates ?? [];
    assert.deepEqual(
      [candidate?.before.model, candidate?.after.model, candidate?.toPassed.length],
      ['mock/small', 'mock/large', 8],
      stderr,
    );
    const wrong = await workspace.assay('compare', 'last', '--models', 'mock/small', 'mock/x');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Models before: mock\/small, mock\/large/);
    const one = await workspace.assay('compare', 'last', '--models', 'mock/small');
    assert.equal(one.code, 2);
    assert.match(one.stderr, /'--models' takes two names/);
  });

  it('ends with 2 for a run that is not there, and for three sides', async () => {
    await using workspace = await project(2, 0);
    await workspace.assay(...run);
    for (const sides of [['last', 'nowhere'], ['nowhere'], ['previous', 'last'], ['a', 'b', 'c']]) {
      const { code, stdout, stderr } = await workspace.assay('compare', ...sides);
      assert.equal(code, 2, sides.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^error /);
    }
  });

  it('writes Markdown to a file', async () => {
    await using workspace = await project(8, 7);
    await workspace.assay(...run);
    await workspace.assay(...run);
    const { code } = await workspace.assay(
      'compare',
      'previous',
      'last',
      '--format',
      'markdown',
      '--output',
      'out.md',
    );
    assert.equal(code, 1);
    const text = await readFile(join(workspace.path, 'out.md'), 'utf8');
    assert.match(text, /^### Assay: regressed\n/);
  });
});

describe('assay baseline', () => {
  it('accepts a run, lists it, and says what it holds', async () => {
    await using workspace = await project(5, 2);
    assert.equal((await workspace.assay('baseline', 'accept')).code, 2);
    const none = await workspace.assay('baseline', 'show');
    assert.deepEqual([none.code, none.stdout], [0, '']);
    await workspace.assay(...run);
    const accepted = await workspace.assay('baseline', 'accept');
    assert.equal(accepted.code, 0);
    assert.match(accepted.stderr, /^a\.prompt\.yml: 5 results accepted, 0 kept from before\. /m);
    const { stdout } = await workspace.assay('baseline', 'show');
    assert.match(stdout, /^a\.prompt\.yml +base +5 +5 of 5 +20\d\d-\d\d-\d\d$/m);
  });

  it('accepts nothing of a run without a score, and leaves a damaged baseline alone', async () => {
    await using workspace = await makeWorkspace(
      { 'a.prompt.yml': yesPrompt(2) },
      { otherwise: { status: 400, body: { error: {} } } },
    );
    await workspace.assay(...run);
    const { code, stderr } = await workspace.assay('baseline', 'accept');
    assert.equal(code, 2);
    assert.match(stderr, /nothing of this run has a score/);
  });
});

describe('assay run --baseline', () => {
  it('says what changed, and ends with 1 on a regression', async () => {
    await using workspace = await project(10, 8);
    const first = await workspace.assay(...run, '--baseline');
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^warning a\.prompt\.yml has no baseline/m);
    await workspace.assay('baseline', 'accept');
    const { code, stdout } = await workspace.assay(...run, '--baseline');
    assert.equal(code, 1);
    assert.match(stdout, /2 of 10 passed[\s\S]*From passed to failed: 8[\s\S]* regressed$/m);
    const json = await workspace.assay(...run, '--baseline', '--format', 'json');
    const { comparison: compared } = JSON.parse(json.stdout) as RunReport;
    assert.equal(compared?.regressed, true);
    const lines = await workspace.assay(...run, '--baseline', '--format', 'jsonl');
    assert.equal(lines.stdout.trimEnd().split('\n').length, 10);
    assert.match(lines.stderr, /^Regressed: /m);
    const plain = await workspace.assay(...run);
    assert.equal(plain.code, 0);
    assert.doesNotMatch(plain.stdout, /From passed to failed/);
  });

  it('does not pass where the baseline cannot be used', async () => {
    await using workspace = await project(3, 0);
    await workspace.assay(...run);
    await workspace.assay('baseline', 'accept');
    const listed = await workspace.assay('baseline', 'show', '--format', 'json');
    const { baselines } = JSON.parse(listed.stdout) as { baselines: { path: string }[] };
    await writeFile(baselines[0]?.path ?? '', '{');
    const { code, stderr } = await workspace.assay(...run, '--baseline');
    assert.equal(code, 2);
    assert.match(stderr, /^error .* cannot be used: it is not JSON/m);
    assert.equal((await workspace.assay('compare')).code, 2);
    assert.equal((await workspace.assay('baseline', 'show')).code, 2);
  });
});

describe('assay history show', () => {
  it('names the flaky cases of a run that repeats', async () => {
    await using workspace = await project(4, 1);
    await workspace.assay(...run, '--repeat', '3');
    const { stdout } = await workspace.assay('history', 'show', 'last');
    assert.match(stdout, /^ {2}case-1 {2}1 of 3 passed {2}yes-or-no \/ base on mock\/small$/m);
    assert.match(stdout, /1 of 4 flaky/);
    assert.match(stdout, /pass\^3 75\.0 %/);
    const markdown = await workspace.assay('history', 'show', 'last', '--format', 'markdown');
    assert.match(markdown.stdout, /1 of 4 flaky<br>pass&#64;1 83\.3 %/);
  });
});
