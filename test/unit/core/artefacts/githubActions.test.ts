import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeDownload } from '#core/adapters/nodeDownload.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { ArtefactError } from '#core/artefacts/artefact.ts';
import { openGithub, type GithubArtefact } from '#core/artefacts/githubActions.ts';
import { isApiOf, repositoryOf } from '#core/artefacts/repositoryOf.ts';
import { makeSecret } from '#core/models/secret.ts';
import { canaryKey } from '#support/project.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (value: unknown, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };

/** A server that answers as GitHub's documentation says, and remembers what it was shown. */
async function serve(answers: Readonly<Record<string, Answer>>) {
  const seen: { path: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, authorization: request.headers.authorization });
    const answer = answers[path.split('?')[0] ?? ''];
    if (answer === undefined) json({ message: 'Not Found' }, 404)(request, response);
    else answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return {
    seen,
    origin: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const actions = '/repos/ana/tickets/actions';
const kept: GithubArtefact = { id: 7, name: 'assay-runs-merge', bytes: 4, isExpired: false };
const never = new AbortController().signal;

function open(apiUrl: string) {
  return openGithub({
    apiUrl,
    token: makeSecret('a session', canaryKey),
    repository: { host: '127.0.0.1', owner: 'ana', name: 'tickets' },
    ports: { clock: nodeClock, fetch: makeNodeFetch() },
    download: nodeDownload,
  });
}

const to =
  (location: string): Answer =>
  (_request, response) => {
    response.writeHead(302, { location });
    response.end();
  };

function artefact(id: number, name: string): object {
  return { id, name, size_in_bytes: 9, expired: id === 8 };
}

function nobody(): void {
  // Nobody wants to know how far it is.
}

async function fault(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ArtefactError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'done';
}

describe('runs of workflows on GitHub', () => {
  it('are those of a branch that kept runs of Assay', async () => {
    await using github = await serve({
      [`${actions}/runs`]: json({
        total_count: 2,
        workflow_runs: [
          {
            id: 30,
            name: 'Assay',
            display_title: 'Ask shorter',
            head_sha: 'abc',
            created_at: '2026-11-01T10:00:00Z',
            status: 'completed',
            conclusion: 'failure',
          },
          { id: 29, name: null, head_sha: 'abd', created_at: '2026-11-01T09:00:00Z' },
        ],
      }),
      [`${actions}/runs/30/artifacts`]: json({
        artifacts: [
          artefact(7, 'assay-runs-merge'),
          artefact(8, 'assay-runs-branch'),
          artefact(9, 'assay-report-merge'),
        ],
      }),
      [`${actions}/runs/29/artifacts`]: json({ artifacts: [artefact(5, 'coverage')] }),
    });
    assert.deepEqual(await open(github.origin).runs({ branch: 'topic/a b' }, never), [
      {
        id: 30,
        title: 'Ask shorter',
        workflow: 'Assay',
        commit: 'abc',
        createdAt: '2026-11-01T10:00:00Z',
        state: 'failure',
        artefacts: [
          { id: 7, name: 'assay-runs-merge', bytes: 9, isExpired: false },
          { id: 8, name: 'assay-runs-branch', bytes: 9, isExpired: true },
        ],
      },
    ]);
    assert.equal(github.seen[0]?.path, `${actions}/runs?branch=topic%2Fa+b&per_page=15`);
    await open(github.origin).runs({ commit: 'c0ffee' }, never);
    assert.equal(github.seen[3]?.path, `${actions}/runs?head_sha=c0ffee&per_page=15`);
    assert.ok(github.seen.every(({ authorization }) => authorization === `Bearer ${canaryKey}`));
  });

  it('are refused in words where GitHub refuses, redirects or says something else', async () => {
    await using other = await serve({});
    await using github = await serve({
      [`${actions}/runs`]: (_request, response) => {
        response.writeHead(301, { location: `${other.origin}/elsewhere` });
        response.end();
      },
    });
    assert.match(
      await fault(open(github.origin).runs({ branch: 'main' }, never)),
      /^refused: GitHub /,
    );
    assert.deepEqual(other.seen, []);
    await using denying = await serve({ [`${actions}/runs`]: json({ message: canaryKey }, 401) });
    const said = await fault(open(denying.origin).runs({ branch: 'main' }, never));
    assert.match(said, /^refused: GitHub /);
    assert.ok(!said.includes(canaryKey));
    await using odd = await serve({ [`${actions}/runs`]: json({ runs: [] }) });
    assert.match(await fault(open(odd.origin).runs({ branch: 'main' }, never)), /unknown kind/);
  });
});

describe('an artefact of GitHub', () => {
  it('is fetched from where it lies without the token', async () => {
    await using folder = await temporaryFolder();
    await using blobs = await serve({
      '/blob': (_request, response) => response.end('PK\u0003\u0004'),
    });
    await using github = await serve({
      [`${actions}/artifacts/7/zip`]: (_request, response) => {
        response.writeHead(302, { location: `${blobs.origin}/blob?sig=1` });
        response.end();
      },
    });
    const path = join(folder.path, 'a.zip');
    const heard: number[] = [];
    await open(github.origin).fetch(kept, path, (bytes) => heard.push(bytes), never);
    assert.equal(await readFile(path, 'utf8'), 'PK\u0003\u0004');
    assert.deepEqual(heard, [4]);
    assert.deepEqual(blobs.seen, [{ path: '/blob?sig=1', authorization: undefined }]);
    assert.deepEqual(github.seen, [
      { path: `${actions}/artifacts/7/zip`, authorization: `Bearer ${canaryKey}` },
    ]);
  });

  it('is not fetched along a second redirect, from an unsafe place, or once it has expired', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a.zip');
    let location = 'http://example.invalid/blob';
    await using github = await serve({
      [`${actions}/artifacts/7/zip`]: (request, response) => to(location)(request, response),
      '/again': to('/blob'),
      [`${actions}/artifacts/8/zip`]: json({}, 410),
    });
    const from = open(github.origin);
    const unsafe = ['file:///etc/passwd', '/blob', 'https://a:b@example.invalid/', location];
    for (const one of unsafe) {
      location = one;
      assert.match(await fault(from.fetch(kept, path, nobody, never)), /a place that is not safe/);
    }
    location = `${github.origin}/again`;
    assert.match(await fault(from.fetch(kept, path, nobody, never)), /answered 302/);
    assert.match(await fault(from.fetch({ ...kept, id: 8 }, path, nobody, never)), /answered 410/);
    const expired = { ...kept, isExpired: true };
    assert.match(await fault(from.fetch(expired, path, nobody, never)), /no longer kept/);
    assert.match(
      await fault(from.fetch({ ...kept, bytes: 2e9 }, path, nobody, never)),
      /^too-large/,
    );
  });

  it('is given up when it is larger than it may be, and when the person cancels', async () => {
    await using folder = await temporaryFolder();
    await using endless = await serve({
      '/blob': (_request, response) => {
        const more = (): void => {
          while (response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      },
    });
    const wish = { url: `${endless.origin}/blob`, headers: {}, hear: () => {} };
    const path = join(folder.path, 'a.zip');
    assert.match(await fault(nodeDownload({ ...wish, path, maxBytes: 1e6 }, never)), /^too-large/);
    const stop = new AbortController();
    const hear = (bytes: number): void => {
      if (bytes > 1e6) stop.abort(new Error('cancelled'));
    };
    const other = { ...wish, path: join(folder.path, 'b.zip'), maxBytes: 1e9, hear };
    await assert.rejects(nodeDownload(other, stop.signal), /cancelled/);
  });
});

describe('the repository of a remote', () => {
  it('is read from every way to write one, and from nothing else', () => {
    const found = { host: 'github.com', owner: 'ana', name: 'tickets.app' };
    for (const remote of [
      'https://github.com/ana/tickets.app.git\n',
      'https://user:secret@github.com/ana/tickets.app',
      'git@github.com:ana/tickets.app.git',
      'ssh://git@GitHub.com:22/ana/tickets.app.git',
      'github.com:ana/tickets.app',
    ]) {
      assert.deepEqual(repositoryOf(remote), found, remote);
    }
    for (const remote of [
      '',
      '/srv/git/tickets.git',
      '../tickets',
      'file:///srv/ana/tickets',
      'https://github.com/ana',
      'https://github.com/ana/b/c',
      'https://github.com/ana/..',
      'git@github.com:ana/a%2f..',
      'https://github.com/ana/x?y#z'.replace('x', '%2e%2e'),
    ]) {
      assert.equal(repositoryOf(remote), undefined, remote);
    }
  });

  it('belongs to the interface of its own host alone', () => {
    assert.ok(isApiOf('https://api.github.com', { host: 'github.com' }));
    assert.ok(isApiOf('https://git.example.com/api/v3', { host: 'git.example.com' }));
    assert.ok(!isApiOf('https://api.github.com', { host: 'git.example.com' }));
    assert.ok(!isApiOf('https://api.github.com.evil.example', { host: 'github.com' }));
    assert.ok(!isApiOf('nonsense', { host: 'github.com' }));
  });
});
