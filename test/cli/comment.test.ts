import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { runCli, type CliEnd } from '#support/cli.ts';
import { startFakeCodeHost } from '#support/fakeCodeHost.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

const report = '<!-- assay: report -->\n### Assay: gate passed\n';

describe('assay comment', () => {
  let work: TemporaryFolder;
  const comment = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<CliEnd> =>
    runCli(['comment', 'comment.md', ...args], {
      cwd: work.path,
      env: { HOME: work.path, ...env },
    });

  beforeEach(async () => {
    work = await temporaryFolder();
    await writeFile(join(work.path, 'comment.md'), report);
  });
  afterEach(() => work[Symbol.asyncDispose]());

  it('puts the report where GitLab CI says, and the next one in its place', async () => {
    await using fake = await startFakeCodeHost('gitlab');
    const env = {
      GITLAB_CI: 'true',
      CI_API_V4_URL: `${fake.origin}/api/v4`,
      CI_MERGE_REQUEST_PROJECT_ID: 'group/name',
      CI_MERGE_REQUEST_IID: '7',
      GITLAB_TOKEN: 'tok-123456',
    };
    const { code, stdout, stderr } = await comment(env);
    assert.deepEqual([code, stdout, stderr], [0, '', 'The comment on GitLab was created.\n']);
    assert.equal((await comment(env)).stderr, 'The comment on GitLab was updated.\n');
    assert.deepEqual(
      fake.comments.map(({ text }) => text),
      [report],
    );
  });

  it('says so and ends well where the build is of no pull request', async () => {
    const { code, stderr } = await comment({ GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/x' });
    assert.equal(code, 0);
    assert.match(stderr, /is of no pull request: .*There is nothing to comment on\.\n$/);
  });

  it('ends with 2 and names what is missing', async () => {
    const page = ['--pull-request', 'https://github.com/owner/name/pull/7'] as const;
    const without = await comment({}, ...page);
    assert.equal(without.code, 2);
    assert.match(without.stderr, /GITHUB_TOKEN or GH_TOKEN is not set/);
    const nowhere = await comment({});
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /No CI system that is known/);
    const other = await comment({}, '--pull-request', 'https://example.com/7');
    assert.equal(other.code, 2);
    assert.match(other.stderr, /is the page of no pull request/);
    const env = { GITHUB_TOKEN: 'tok-123456' };
    const gone = await runCli(['comment', 'gone.md', ...page], { cwd: work.path, env });
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /gone\.md/);
  });

  it('ends with 5 where the host refuses, and shows no token', async () => {
    await using fake = await startFakeCodeHost('github');
    fake.refusal = { status: 403, onWrite: true };
    const page = `${fake.origin}/owner/name/pull/7`;
    const { code, stdout, stderr } = await comment(
      { GITHUB_TOKEN: 'tok-123456' },
      '--pull-request',
      page,
    );
    assert.equal(code, 5);
    assert.match(stderr, /GitHub answered 403: Resource not accessible/);
    assert.match(stderr, /may write pull requests/);
    assert.ok(!`${stdout}${stderr}`.includes('tok-123456'));
  });
});
