import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject, program, type CliEnd } from '#support/cli.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';

/** What must not reach a terminal, as YAML and as JSON write it. */
const hostile = String.raw`\u001b[31mred\u001b]0;title\u0007\u009b2J\u202eevil\u0000\u200b\u061c`;
const reply = `${JSON.parse(`"${hostile}"`) as string}\n::error file=x::forged\n##vso[task.complete]\rgone`;

const hostilePrompt = `name: "n ${hostile} ::error::name"
description: "d ${hostile}"
model: mock/small
messages:
  - role: user
    content: "{{question}}"
testData:
  - { id: "::error::id ${hostile}", question: "q ${hostile}", expected: "e ${hostile}", tags: ["t ${hostile}"] }
  - { id: other, question: x, expected: y }
variants:
  - { name: "v ${hostile}", modelParameters: { temperature: 0.5 } }
evaluators:
  - { name: "ev ${hostile} ##vso[x]", uses: exact-match }
  - { name: labels, uses: label, with: { labels: ["a", "${hostile}"] } }
`;

describe('what the program writes', () => {
  let mock: MockProvider;

  before(async () => {
    mock = await startMockProvider();
  });

  beforeEach(() => {
    mock.script({ otherwise: { reply: { answer: { text: 'yes' } } } });
  });

  after(() => mock[Symbol.asyncDispose]());

  it('holds no control sequence and no CI command, whatever models and files say', async () => {
    mock.script({
      rules: [
        {
          when: { contains: 'x' },
          times: 1,
          do: { status: 400, body: { error: { message: reply, type: reply } } },
        },
      ],
      otherwise: { reply: { answer: { text: reply }, model: reply } },
    });
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      files: { 'bad.prompt.yml': hostilePrompt },
    });
    const ends: CliEnd[] = [];
    for (const format of ['table', 'json', 'jsonl', 'markdown']) {
      const end = await project.run('run', '--cache', 'off', '--format', format);
      assert.ok(end.code === 1 || end.code === 5, end.stderr);
      assertPlain(end.stdout);
      assertPlain(end.stderr);
      const args = ['run', '--cache', 'off', '--format', format, '--output', `out.${format}`];
      const file = await project.run(...args);
      assert.equal(file.stdout, '');
      assertPlain(await readFile(join(project.cwd, `out.${format}`), 'utf8'));
    }
    ends.push(await project.run('run', '--dry-run'));
    ends.push(await project.run('lint'));
    ends.push(await project.run('history'));
    for (const format of ['table', 'json', 'jsonl', 'markdown']) {
      ends.push(await project.run('history', 'show', 'last', '--cases', 'all', '--format', format));
    }
    ends.push(
      await project.run(
        'run',
        '--case',
        JSON.parse(`"${hostile}"`.replace('\\u0000', '')) as string,
      ),
    );
    for (const { stdout, stderr } of ends) {
      assert.notEqual(stdout + stderr, '');
      assertPlain(stdout);
      assertPlain(stderr);
    }
  });

  it('keeps every reply as it was in JSON', async () => {
    mock.script({ otherwise: { reply: { answer: { text: reply } } } });
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      files: { 'a.prompt.yml': promptOver(1) },
    });
    const { stdout } = await project.run('run', '--format', 'jsonl');
    const { reply: kept } = JSON.parse(stdout) as { reply: { text: string } };
    assert.equal(kept.text, reply);
  });

  it('is results alone on stdout, in each format', async () => {
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      files: { 'a.prompt.yml': promptOver(3) },
    });
    const of = async (format: string): Promise<string> =>
      (await project.run('run', '--cache', 'off', '--format', format)).stdout;
    assert.match(await of('table'), /^prompt, variant, model /);
    assert.match(await of('markdown'), /^#+ /);
    const report = JSON.parse(await of('json')) as { summary: { ended: string } };
    assert.equal(report.summary.ended, 'complete');
    const lines = (await of('jsonl')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { caseId: string }).caseId).toSorted(),
      ['row-0', 'row-1', 'row-2'],
    );
  });

  it('has plain lines of progress on stderr where there is no terminal, and colour only where it is forced', async () => {
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      files: { 'a.prompt.yml': promptOver(20) },
    });
    const plain = await project.run('run', '--cache', 'off');
    assert.match(plain.stderr, /^20 of 20, .* 0 failed, 0 errors, \$0\.0001$/m);
    assert.ok(plain.stderr.split('\n').filter((line) => line.includes(' of 20,')).length <= 12);
    assertPlain(plain.stderr);
    const env = { ...project.env, FORCE_COLOR: '1' };
    await using coloured = await makeCliProject({ baseUrl: mock.baseUrl, env });
    assert.ok(
      (await coloured.run('run')).stderr.includes('\u001B[31m'),
      'the check can see colour',
    );
    await using without = await makeCliProject({
      baseUrl: mock.baseUrl,
      env: { ...env, NO_COLOR: '1' },
    });
    assertPlain((await without.run('run')).stderr);
  });

  for (const format of ['jsonl', 'json', 'table']) {
    it(`may lose its reader in the middle (${format}) and still ends the run in order`, async () => {
      await using project = await makeCliProject({
        baseUrl: mock.baseUrl,
        files: { 'a.prompt.yml': promptOver(300) },
      });
      const shell = spawn(
        '/bin/bash',
        [
          '-c',
          '"$0" "$1" run --cache off --format "$2" | head -n 1; echo "code ${PIPESTATUS[0]}"',
          process.execPath,
          program,
          format,
        ],
        { cwd: project.cwd, env: project.env, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let stdout = '';
      let stderr = '';
      shell.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      shell.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      await new Promise((resolve) => {
        shell.on('close', resolve);
      });
      assert.match(stdout, /^.+\ncode 0\n$/);
      assert.doesNotMatch(stderr, /EPIPE|error:|at .*\.cjs/);
      assert.match(stderr, /^The run is in /m);
      const shown = await project.run('history', 'show', 'last');
      assert.match(shown.stdout, /300 of 300/);
    });
  }
});

/** No escape, no C0 but line feed and tab, no C1, nothing hidden or reordering, no command of a CI runner. */
function assertPlain(text: string): void {
  const at = text.search(unsafe);
  assert.equal(at, -1, JSON.stringify(text.slice(Math.max(0, at - 60), at + 60)));
  assert.doesNotMatch(text, /^\s*::/m);
  assert.doesNotMatch(text, /##(?:vso)?\[/);
}

const unsafe =
  // oxlint-disable-next-line no-control-regex -- what must not be there
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]/;
