import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SarifBuilder } from 'node-sarif-builder';
import { makeWorkspace, yesPrompt, type Workspace } from '#support/assayProcess.ts';
import { readXml } from '#support/xml.ts';

type Log = SarifBuilder['log'];

const run = ['run', '--cache', 'off'] as const;

/** Two of six cases fail. */
function project(gate: string): Promise<Workspace> {
  return makeWorkspace(
    { 'a.prompt.yml': yesPrompt(6), 'assay.yml': `version: 1\ngate: { passRate: ${gate} }\n` },
    {
      rules: [1, 2].map((place) => ({
        when: { marker: `row-${place}` },
        do: { reply: { answer: { text: 'no @team <img src=x>\n::error::forged' } } },
      })),
      otherwise: { reply: { answer: { text: 'yes' } } },
    },
  );
}

function read({ path }: Workspace, name: string): Promise<string> {
  return readFile(join(path, name), 'utf8');
}

describe('reports of a run', () => {
  it('are all written by one run, and the code is that of the gate', async () => {
    await using workspace = await project('1');
    const kinds = {
      html: 'r.html',
      junit: 'out/junit.xml',
      sarif: 'out/run.sarif',
      csv: 'out/trials.csv',
      json: 'out/run.json',
      jsonl: 'out/trials.jsonl',
      markdown: 'out/run.md',
      'pull-request': 'out/comment.md',
      github: 'out/lines.txt',
      badge: 'out/badge.svg',
    };
    await mkdir(join(workspace.path, 'out'));
    const reports = Object.entries(kinds).flatMap(([kind, file]) => [
      '--report',
      `${kind}=${file}`,
    ]);
    const link = 'https://ci.example.com/7';
    const { code, stdout, stderr } = await workspace.assay(...run, ...reports, '--link', link);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /^prompt, variant, model/);
    for (const file of Object.values(kinds)) {
      assert.ok(stderr.includes(`Written to ${join(workspace.path, file)}\n`), stderr);
    }
    assert.equal((await readdir(join(workspace.path, 'out'))).length, 9);
    assert.match(await read(workspace, 'r.html'), /^<!doctype html>[\s\S]*✗ Gate: failed\./);
    assert.equal(readXml(await read(workspace, 'out/junit.xml')).attributes['failures'], '2');
    const log = JSON.parse(await read(workspace, 'out/run.sarif')) as Log;
    const lines = log.runs[0]?.results?.map(
      ({ locations }) => locations?.[0]?.physicalLocation?.region?.startLine,
    );
    assert.deepEqual(lines, [8, 9]);
    assert.equal(parse(await read(workspace, 'out/trials.csv'), { columns: true }).length, 6);
    assert.equal((await read(workspace, 'out/trials.jsonl')).trimEnd().split('\n').length, 6);
    const comment = await read(workspace, 'out/comment.md');
    assert.match(comment, /^<!-- assay: report -->\n### Assay: gate failed\n/);
    assert.match(comment, /\[more\]\(<https:\/\/ci\.example\.com\/7>\)\n$/);
    assert.doesNotMatch(comment, /@team|<img/);
    assert.match(
      await read(workspace, 'out/lines.txt'),
      /^::error title=Gate failed::.*\n::error file=a\.prompt\.yml,line=8,/,
    );
    assert.match(await read(workspace, 'out/badge.svg'), />66\.7 %, gate failed<\/text>/);
  });

  it('go to stdout as a format, of a stored run too, and do nothing in a log', async () => {
    await using workspace = await project('0');
    const formats = {
      html: /^<!doctype html>[\s\S]*<\/html>\n$/,
      junit: /^<\?xml [\s\S]*<\/testsuites>\n$/,
      sarif: /^\{[\s\S]*"version": "2\.1\.0"/,
      csv: /^run,prompt,file,variant,model,case,/,
      'pull-request': /^<!-- assay: report -->\n/,
      github: /^::error file=a\.prompt\.yml,line=8,/,
    };
    for (const [format, wanted] of Object.entries(formats)) {
      const live = await workspace.assay(...run, '--format', format);
      assert.equal(live.code, 0, live.stderr);
      assert.match(live.stdout, wanted);
      const stored = await workspace.assay('history', 'show', 'last', '--format', format);
      assert.equal(stored.stdout, live.stdout, format);
      if (format !== 'github') assert.doesNotMatch(live.stdout, /^\s*::/m);
    }
  });

  it('cannot go to two places of one name, nor into a folder that is not there', async () => {
    await using workspace = await project('0');
    for (const [args, told] of [
      [['--report', 'html=a.html', '--report', 'csv=a.html'], /two results are to be written/],
      [['--report', 'html=no/a.html'], /'--report' names no\/a\.html, but there is no folder/],
      [['--report', 'pdf=a.pdf'], /Kinds: html, junit, sarif/],
      [['--report', 'html'], /such as html=report\.html/],
      [['--link', 'javascript:1'], /begins with http/],
    ] as const) {
      const { code, stderr } = await workspace.assay(...run, ...args);
      assert.equal(code, 2);
      assert.match(stderr, told);
    }
    assert.equal(workspace.provider.log().count, 0);
  });

  it('leave a file as it was where a run is refused', async () => {
    await using workspace = await project('0');
    await writeFile(join(workspace.path, 'r.html'), 'old');
    const refused = await workspace.assay(...run, '--case', 'none', '--report', 'html=r.html');
    assert.notEqual(refused.code, 0);
    assert.equal(await read(workspace, 'r.html'), 'old');
  });
});

describe('other reports', () => {
  it('of a comparison are pages, Markdown, CSV and JSON', async () => {
    await using workspace = await project('0');
    await workspace.assay(...run);
    await workspace.assay(...run);
    for (const [format, wanted] of Object.entries({
      html: /^<!doctype html>[\s\S]*Cases that flipped/,
      markdown: /^### Assay: compared\n/,
      csv: /^prompt,before variant,/,
      json: /^\{\n {2}"version": 1/,
    })) {
      const args = ['compare', 'previous', 'last', '--format', format, '--output', 'c.out'];
      const { code, stderr } = await workspace.assay(...args);
      assert.equal(code, 0, stderr);
      assert.match(await read(workspace, 'c.out'), wanted);
    }
  });

  it('of lint are SARIF and annotations', async () => {
    await using workspace = await project('0');
    await writeFile(join(workspace.path, 'b.prompt.yml'), 'name: b\nmodle: x\nmessages: []\n');
    const sarif = await workspace.assay('lint', '--format', 'sarif');
    const log = JSON.parse(sarif.stdout) as Log;
    const [first] = log.runs[0]?.results ?? [];
    const place = first?.locations?.[0]?.physicalLocation;
    assert.deepEqual(
      [first?.ruleId, place?.artifactLocation?.uri, place?.region?.startLine],
      ['unknown-key', 'b.prompt.yml', 2],
    );
    const github = await workspace.assay('lint', '--format', 'github');
    assert.match(github.stdout, /^::error file=b\.prompt\.yml,line=2,.*title=unknown-key::/m);
    assert.deepEqual([sarif.code, github.code], [2, 2]);
  });

  it('badge says what the last run came to', async () => {
    await using workspace = await project('0');
    const none = await workspace.assay('badge');
    assert.equal(none.code, 2);
    await workspace.assay(...run);
    const { code, stdout } = await workspace.assay('badge', '--label', 'evals');
    assert.equal(code, 0);
    assert.match(stdout, /^<svg [^>]*aria-label="evals: 66\.7 %">/);
  });
});
