import { assay } from '#support/assayProcess.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

describe('assay', () => {
  it('says its version, the one of package.json', async () => {
    const text = await readFile('package.json', 'utf8');
    const { version } = JSON.parse(text) as { readonly version: string };
    await using folder = await temporaryFolder();
    assert.deepEqual(await assay(['--version'], folder.path), {
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('shows its commands and exit codes as help, on stdout', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout, stderr } = await assay(['--help'], folder.path);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    for (const command of ['run', 'score', 'lint', 'metrics', 'models', 'history', 'init']) {
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    }
    assert.match(stdout, /Exit codes: 0 fine, 1 gate failed/);
  });

  const refusals: readonly (readonly [name: string, args: readonly string[], message: RegExp])[] = [
    ['an unknown command', ['rum'], /^error: unknown command 'rum'\n\(Did you mean run\?\)\n$/],
    [
      'an unknown option',
      ['run', '--modle', 'x'],
      /unknown option '--modle'\n\(Did you mean --model\?\)/,
    ],
    [
      'a repeat that is no number',
      ['run', '--repeat', 'x'],
      /option '--repeat <n>' argument 'x' is invalid\. Allowed: a whole number from 1 to 1,000\./,
    ],
    [
      'a cost of nothing',
      ['run', '--max-cost', '0'],
      /option '--max-cost <usd>' argument '0' is invalid\. Allowed: an amount of USD above 0/,
    ],
    [
      'a cache mode that there is not',
      ['run', '--cache', 'maybe'],
      /argument 'maybe' is invalid\. Allowed choices are on, off, refresh, require\./,
    ],
    [
      'a format that there is not',
      ['lint', '--format', 'xml'],
      /argument 'xml' is invalid\. Allowed choices are table, json, sarif, github\./,
    ],
    [
      'recording and replaying at once',
      ['run', '--record', '--replay'],
      /option '--record' cannot be used with option '--replay'/,
    ],
    [
      'a file that an option swallowed',
      ['run', '--model', 'a/b', 'c.prompt.yml'],
      /'--model' was given the file 'c\.prompt\.yml'/,
    ],
    ['scoring with nothing', ['score', 'x.jsonl'], /Allowed: --prompt FILE, or --metric KIND/],
    [
      'pruning nothing in particular',
      ['history', 'prune'],
      /Allowed: --keep N, --older-than 30d, or both/,
    ],
    [
      'a run that there is not',
      ['history', 'show', 'last'],
      /there is no run yet\. "assay run" makes one/,
    ],
  ];

  for (const [name, args, message] of refusals) {
    it(`refuses ${name} with exit code 2`, async () => {
      await using folder = await temporaryFolder();
      const { code, stdout, stderr } = await assay(args, folder.path);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    });
  }

  it('echoes no control character of its arguments', async () => {
    await using folder = await temporaryFolder();
    const { stderr } = await assay(['run', '--repeat', '\u001b[31m\u009b2J::error'], folder.path);
    assert.match(stderr, /argument '::error' is invalid/);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(stderr, /[\u001b\u009b]/);
  });

  it('ends quietly when nobody reads on', async () => {
    await using folder = await temporaryFolder();
    const child = spawn(
      'sh',
      ['-c', '"$0" dist/assay.cjs run --help | head -n 1', process.execPath],
      {
        env: { HOME: folder.path, PATH: process.env['PATH'] ?? '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString('utf8');
    });
    child.stdout.resume();
    await new Promise((done) => {
      child.on('close', done);
    });
    assert.equal(stderr, '');
  });
});
