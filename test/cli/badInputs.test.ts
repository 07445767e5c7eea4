import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject, type CliProject } from '#support/cli.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';

/** A prompt whose cases are in this file. */
const over = (file: string): string => `name: asked
model: mock/small
messages:
  - { role: user, content: "{{question}}" }
datasets:
  - file: ${file}
evaluators:
  - { name: right, uses: exact-match }
`;

const row = '{"question":"a","expected":"yes"}\n';
const deepRow = `{"question":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`;
const nested = '['.repeat(1000);
const aliases = [
  'a: &a [x, x]',
  ...Array.from('bcdefghi', (name, place) => {
    const before = `*${'abcdefghi'[place]}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => before).join(', ')}]`;
  }),
].join('\n');

interface Bad {
  readonly what: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly prepare?: (project: CliProject) => Promise<void>;
  readonly args?: readonly string[];
  /** The start of a line of stderr. */
  readonly says: string;
}

const pipe =
  (name: string) =>
  (project: CliProject): Promise<void> => {
    execFileSync('mkfifo', [join(project.cwd, name)]);
    return Promise.resolve();
  };

const link =
  (name: string, text: string) =>
  async (project: CliProject): Promise<void> => {
    await writeFile(join(project.everything, name), text);
    await symlink(`../${name}`, join(project.cwd, name));
  };

async function writeLongLine(project: CliProject): Promise<void> {
  const file = await open(join(project.cwd, 'd.jsonl'), 'w');
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  await file.write('{"question":"');
  for (let count = 0; count < 200; count += 1) await file.write(megabyte);
  await file.write('"}\n');
  await file.close();
}

const bad: readonly Bad[] = [
  {
    what: '1,000 nested brackets',
    files: { 'a.prompt.yml': nested },
    says: 'a.prompt.yml:1:66  error yaml-too-deep  ',
  },
  {
    what: '1,000 nested brackets in a case',
    files: { 'a.prompt.yml': promptOver(0).replace('testData:', `testData:\n  - ${nested}`) },
    says: 'a.prompt.yml:8:68  error yaml-too-deep  ',
  },
  {
    what: '200,000 nested brackets in a row',
    files: { 'a.prompt.yml': over('d.jsonl'), 'd.jsonl': deepRow },
    says: 'd.jsonl:1:1  error row-too-deep  ',
  },
  {
    what: '50,000 keys',
    files: { 'a.prompt.yml': Array.from({ length: 50_000 }, (_, n) => `k${n}: 1`).join('\n') },
    says: 'a.prompt.yml:1:1  error yaml-too-large  ',
  },
  {
    what: 'aliases that stand for a billion values',
    files: { 'a.prompt.yml': aliases },
    says: 'a.prompt.yml:1:4  error yaml-alias  ',
  },
  {
    what: 'a line of 200 MB',
    files: { 'a.prompt.yml': over('d.jsonl') },
    prepare: writeLongLine,
    says: 'd.jsonl:1:1  error row-too-large  ',
  },
  {
    what: 'a pipe as a dataset',
    files: { 'a.prompt.yml': over('d.jsonl') },
    prepare: pipe('d.jsonl'),
    says: 'a.prompt.yml:6:5  error file-not-a-file  ',
  },
  {
    what: 'a pipe as a prompt',
    files: {},
    prepare: pipe('a.prompt.yml'),
    args: ['a.prompt.yml'],
    says: 'a.prompt.yml:1:1  error file-not-a-file  ',
  },
  {
    what: 'a pipe among the prompts',
    files: { 'b.prompt.yml': promptOver(1) },
    prepare: pipe('a.prompt.yml'),
    says: 'a.prompt.yml:1:1  error file-not-a-file  ',
  },
  {
    what: 'UTF-16',
    files: { 'a.prompt.yml': Buffer.from(`\uFEFF${promptOver(1)}`, 'utf16le') },
    says: 'a.prompt.yml:1:1  error encoding  ',
  },
  {
    what: 'bytes that are not UTF-8',
    files: { 'a.prompt.yml': Buffer.from('6e616d653a20ff0a', 'hex') },
    says: 'a.prompt.yml:1:7  error invalid-utf8  ',
  },
  {
    what: 'a NUL byte in a prompt',
    files: { 'a.prompt.yml': promptOver(1).replace('Is it', 'Is\0it') },
    says: 'a.prompt.yml:6:17  error control-character  ',
  },
  {
    what: 'a NUL byte in a row',
    files: { 'a.prompt.yml': over('d.jsonl'), 'd.jsonl': `${row}{"question":"a\0"}\n` },
    says: 'd.jsonl:2:13  error json-syntax  ',
  },
  {
    what: 'a row that stops, between CRLF and blank lines',
    files: {
      'a.prompt.yml': over('d.jsonl'),
      'd.jsonl': '{"question":"a","expected":"b"}\r\n\r\n{"question":\r\n',
    },
    says: 'd.jsonl:3:13  error row-truncated  ',
  },
  {
    what: 'two columns of one name',
    files: { 'a.prompt.yml': over('d.csv'), 'd.csv': 'question,expected,question\na,yes,b\n' },
    says: 'd.csv:1:1  error csv-header  ',
  },
  {
    what: 'a dataset above the project',
    files: { 'a.prompt.yml': over('../d.jsonl') },
    prepare: (project) => writeFile(join(project.everything, 'd.jsonl'), row),
    says: 'a.prompt.yml:6:5  error path-outside  ',
  },
  {
    what: 'a dataset with an absolute path',
    files: { 'a.prompt.yml': over('/etc/hostname') },
    says: 'a.prompt.yml:6:5  error path-absolute  ',
  },
  {
    what: 'a dataset that is a link out of the project',
    files: { 'a.prompt.yml': over('d.jsonl') },
    prepare: link('d.jsonl', row),
    says: 'a.prompt.yml:6:5  error path-link-outside  ',
  },
  {
    what: 'a prompt that is a link out of the project',
    files: {},
    prepare: link('a.prompt.yml', promptOver(1)),
    says: 'a.prompt.yml:1:1  error path-link-outside  ',
  },
  {
    what: 'a named prompt that is a link out of the project',
    files: {},
    prepare: link('a.prompt.yml', promptOver(1)),
    args: ['a.prompt.yml'],
    says: 'a.prompt.yml:1:1  error path-link-outside  ',
  },
];

describe('a run of bad files', () => {
  let mock: MockProvider;

  before(async () => {
    mock = await startMockProvider();
  });

  beforeEach(() => {
    mock.script({ otherwise: { reply: { answer: { text: 'yes' } } } });
  });

  after(() => mock[Symbol.asyncDispose]());

  for (const { what, files, prepare, args = [], says } of bad) {
    it(`says where ${what} is, asks nobody and ends with 2`, async () => {
      await using project = await makeCliProject({ baseUrl: mock.baseUrl, files });
      await prepare?.(project);
      const { code, stdout, stderr, ms } = await project.run('run', ...args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      const lines = stderr.split('\n');
      const place = lines.findIndex((line) => line.startsWith(says));
      assert.notEqual(place, -1, stderr);
      const next = lines.slice(place + 1).find((line) => !line.startsWith('    allowed: '));
      assert.match(next ?? '', /^ {4}next: \S/);
      assert.ok(lines.length < 160, 'not more than 50 problems');
      assert.ok(ms < 5000, `${ms} ms`);
      assert.equal(mock.log().count, 0);
      assert.deepEqual(await project.runs(), []);
    });
  }

  const good: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a prompt with a byte order mark', { 'a.prompt.yml': `\uFEFF${promptOver(2)}` }],
    ['a prompt with CRLF', { 'a.prompt.yml': promptOver(2).replaceAll('\n', '\r\n') }],
    [
      'rows with a byte order mark and CRLF',
      { 'a.prompt.yml': over('d.jsonl'), 'd.jsonl': `\uFEFF${row}${row}`.replaceAll('\n', '\r\n') },
    ],
    [
      'columns with a byte order mark and CRLF',
      { 'a.prompt.yml': over('d.csv'), 'd.csv': '\uFEFFquestion,expected\r\na,yes\r\nb,yes\r\n' },
    ],
  ];
  for (const [what, files] of good) {
    it(`has nothing against ${what}`, async () => {
      await using project = await makeCliProject({ baseUrl: mock.baseUrl, files });
      const { code, stdout, stderr } = await project.run('run');
      assert.equal(code, 0, stderr);
      assert.match(stdout, /2 of 2 passed/);
    });
  }

  it('does not follow links to folders: round in circles, and over the whole disk', async () => {
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      files: { 'sub/a.prompt.yml': promptOver(2) },
    });
    await symlink('.', join(project.cwd, 'here'));
    await symlink('..', join(project.cwd, 'sub/above'));
    await symlink('/', join(project.cwd, 'everywhere'));
    await symlink('nowhere', join(project.cwd, 'broken'));
    const { code, stdout, stderr, ms } = await project.run('run');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /2 of 2 passed/);
    assert.ok(ms < 5000, `${ms} ms`);
  });
});
