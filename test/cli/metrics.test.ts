import { assay, makeWorkspace, yesPrompt } from '#support/assayProcess.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

describe('assay metrics', () => {
  it('lists all, or those of a use case, as a table or JSON', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout } = await assay(['metrics'], folder.path);
    assert.equal(code, 0);
    assert.match(stdout, /^exact-match {2,}classification {2,}reply/m);
    const json = await assay(
      ['metrics', 'list', '--use-case', 'text-to-sql', '--format', 'json'],
      folder.path,
    );
    const { metrics } = JSON.parse(json.stdout) as { metrics: readonly Record<string, unknown>[] };
    const { documentation, ...rest } = metrics.find(({ kind }) => kind === 'sql-execution') ?? {};
    assert.match(String(documentation), /Source: Zhong/);
    assert.deepEqual(rest, {
      kind: 'sql-execution',
      title: 'SQL gives the same rows',
      useCases: ['text-to-sql'],
      needs: ['reply', 'expected'],
      range: [0, 1],
      better: 'higher',
      level: 'case',
      cost: 'free',
    });
  });

  it('shows one with its settings', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout } = await assay(['metrics', 'show', 'personal-data'], folder.path);
    assert.equal(code, 0);
    assert.match(stdout, /^personal-data: Personal data\n/);
    assert.match(stdout, /^Value: {2}0 and more, lower is better, over each case$/m);
    assert.match(stdout, /^allowInput {2,}false {2,}What the case or the prompt held/m);
  });

  it('suggests some for a use case, as YAML', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout } = await assay(['metrics', 'suggest', 'classification'], folder.path);
    assert.equal(code, 0);
    assert.match(stdout, /^evaluators:\n {2}# Accuracy, .*\n {2}- name: label\n {4}uses: label$/m);
  });

  it('suggests some for a prompt file and its dataset, without a catalogue', async () => {
    await using workspace = await makeWorkspace({ 'p/yes.prompt.yml': yesPrompt(4) });
    const one = await workspace.assay('metrics', 'suggest', 'p/yes.prompt.yml');
    assert.equal(one.code, 0, one.stderr);
    assert.match(one.stdout, /uses: exact-match/);
    await using folder = await temporaryFolder();
    const prompt =
      'name: q\nmessages: [{ role: user, content: "{{t}}" }]\ndatasets: [{ file: d.csv }]\n';
    await writeFile(join(folder.path, 'q.prompt.yml'), prompt);
    await writeFile(join(folder.path, 'd.csv'), 't,expected\na,x\nb,y\nc,x\nd,y\n');
    const two = await assay(
      ['metrics', 'suggest', './q.prompt.yml', '--format', 'json'],
      folder.path,
    );
    assert.equal(two.code, 0, two.stderr);
    const { metrics } = JSON.parse(two.stdout) as { metrics: readonly object[] };
    assert.deepEqual(metrics, [
      {
        kind: 'label',
        why: 'The expected texts are a few labels; unreadable replies are counted apart.',
        with: { labels: ['x', 'y'] },
      },
    ]);
  });

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['metrics', 'show', 'bleh'], /There is no metric "bleh"\. Did you mean "bleu"\?/],
    [['metrics', 'list', '--use-case', 'codes'], /"codes" is no use case\. Did you mean "code"\?/],
    [
      ['metrics', 'suggest', 'shopping'],
      /"shopping" is no use case\. Allowed: question-answering, .*, or a prompt file\./,
    ],
    [['metrics', 'suggest', './none.prompt.yml'], /none\.prompt\.yml/],
  ];
  for (const [args, message] of refused) {
    it(`refuses ${args.slice(1).join(' ')}`, async () => {
      await using folder = await temporaryFolder();
      const { code, stderr } = await assay(args, folder.path);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }

  it('runs SQL in the built program, and ends by itself', async () => {
    await using folder = await temporaryFolder();
    const endless =
      'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c';
    const rows = ['SELECT a FROM t', endless, 'SELECT 1'].map((output) =>
      JSON.stringify({
        output,
        expected: 'SELECT 1',
        schema: 'CREATE TABLE t(a); INSERT INTO t VALUES (1)',
      }),
    );
    await writeFile(join(folder.path, 'r.jsonl'), rows.join('\n'));
    const metric = 'sql-execution={"timeoutMs":500}';
    const { code, stdout } = await assay(
      ['score', 'r.jsonl', '--metric', metric, '--format', 'jsonl'],
      folder.path,
    );
    assert.equal(code, 0);
    const whys = [...stdout.matchAll(/"score":(\{[^}]*\})/g)].map(([, score]) => score);
    assert.deepEqual(whys, [
      '{"outcome":"scored","value":1,"pass":true}',
      '{"outcome":"scored","value":0,"pass":false,"why":"the query did not end within 0.5 s"}',
      '{"outcome":"scored","value":1,"pass":true}',
    ]);
  });
});
