import assert from 'node:assert/strict';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { codeHosts, pullRequestAt, type PullRequest } from '#core/comments/codeHosts.ts';
import { CommentError } from '#core/comments/commentError.ts';
import { commentText, markOf } from '#core/comments/commentText.ts';
import { bitbucket } from '#core/comments/hosts/bitbucket.ts';
import { putComment } from '#core/comments/putComment.ts';
import { makeSecret } from '#core/models/secret.ts';
import { startFakeCodeHost, tokenOwner, type FakeCodeHost } from '#support/fakeCodeHost.ts';

const report = '<!-- assay: report -->\n### Assay: gate passed\n';
const token = makeSecret('environment variable TOKEN', 'tok-123456');
const ports = { clock: nodeClock, fetch: makeNodeFetch() };
const none = new AbortController().signal;

const pages = {
  github: '/owner/name/pull/7',
  gitlab: '/group/name/-/merge_requests/7',
  azure: '/collection/project/_git/name/pullrequest/7',
  'bitbucket-server': '/projects/KEY/repos/name/pull-requests/7/overview',
};

function pullRequestOf(kind: (typeof codeHosts)[number]['kind'], origin: string): PullRequest {
  // Its interface has a fixed address.
  if (kind === 'bitbucket') {
    const path = '/repositories/owner/name/pullrequests/7';
    return { host: bitbucket, target: { api: `${origin}/2.0`, path } };
  }
  const found = pullRequestAt(`${origin}${pages[kind]}`);
  assert.ok(found !== undefined);
  return found;
}

for (const host of codeHosts) {
  const { kind, title } = host;
  const mark = markOf(host);

  describe(`a comment on ${title}`, () => {
    let fake: FakeCodeHost;
    const put = (text = report, name?: string): Promise<string> =>
      putComment(
        pullRequestOf(kind, fake.origin),
        { report: text, token, ...(name === undefined ? {} : { name }) },
        ports,
        none,
      );

    beforeEach(async () => {
      fake = await startFakeCodeHost(kind);
    });
    afterEach(() => fake[Symbol.asyncDispose]());

    it('is made once, and replaced from then on', async () => {
      fake.comments.push({ id: 1, author: 'ana', text: 'Looks good.' });
      assert.equal(await put(), 'created');
      assert.equal(await put(report.replace('passed', 'failed')), 'updated');
      assert.deepEqual(
        fake.comments.map(({ text }) => text),
        ['Looks good.', commentText(report.replace('passed', 'failed'), host)],
      );
      assert.ok(fake.requests.every(({ authorization }) => authorization === 'Bearer tok-123456'));
    });

    it('is found behind more comments than one answer holds', async () => {
      fake.comments.push({ id: 1, author: tokenOwner, text: `${mark}\nold` });
      for (let id = 2; id <= 230; id += 1) fake.comments.push({ id, author: 'ana', text: 'No.' });
      fake.comments.push({ id: 231, author: tokenOwner, text: `${markOf(host, 'other')}\nold` });
      assert.equal(await put(report, 'other'), 'updated');
      assert.equal(await put(), 'updated');
      assert.deepEqual(
        [0, 1, 230].map((place) => fake.comments[place]?.text),
        [commentText(report, host), 'No.', commentText(report, host, 'other')],
      );
      assert.equal(fake.comments.length, 231);
    });

    it('never takes the place of what somebody else wrote, whatever it begins with', async () => {
      fake.comments.push({ id: 1, author: 'mallory', text: `${mark}\nmine` });
      assert.equal(await put(), 'created');
      assert.equal(fake.comments[0]?.text, `${mark}\nmine`);
    });

    it('says who would have to allow it where it is refused, without the token', async () => {
      fake.refusal = { status: 403, onWrite: true };
      await assert.rejects(put(), (error: unknown) => {
        assert.ok(error instanceof CommentError);
        assert.equal(error.code, 'unauthorized');
        assert.match(error.message, new RegExp(`^${title} answered 403`));
        assert.ok(error.message.includes(fake.origin), error.message);
        assert.ok(error.next.includes(host.tokens[0] ?? '?') && error.next.includes(host.needs));
        assert.ok(!`${error.message}${error.next}${error.stack}`.includes('tok-123456'));
        return true;
      });
      assert.deepEqual(fake.comments, []);
    });

    it('shows the token to no other origin', async () => {
      await using elsewhere = await startFakeCodeHost(kind);
      fake.refusal = { status: 307, onWrite: false, location: `${elsewhere.origin}/` };
      await assert.rejects(put(), { name: 'CommentError', code: 'redirected' });
      assert.deepEqual(elsewhere.requests, []);
      const { target } = pullRequestOf(kind, 'http://192.0.2.1');
      await assert.rejects(putComment({ host, target }, { report, token }, ports, none), {
        name: 'CommentError',
        code: 'origin-refused',
      });
    });
  });
}

describe('a comment on GitHub with the token of an app', () => {
  it('takes the place of what a bot wrote, and of nobody else', async () => {
    await using fake = await startFakeCodeHost('github');
    fake.isApp = true;
    const mark = '<!-- assay: report -->';
    fake.comments.push({ id: 1, author: 'ana', text: `${mark}\nquoted` });
    fake.comments.push({ id: 2, author: tokenOwner, text: `${mark}\nold` });
    const pullRequest = pullRequestOf('github', fake.origin);
    assert.equal(await putComment(pullRequest, { report, token }, ports, none), 'updated');
    assert.deepEqual(
      fake.comments.map(({ text }) => text),
      [`${mark}\nquoted`, report],
    );
  });
});
