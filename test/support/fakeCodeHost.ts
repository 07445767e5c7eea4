import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeComment {
  readonly id: number;
  readonly author: string;
  text: string;
}

export interface HostRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly authorization: string | undefined;
}

/** A code host on loopback that answers as the published interfaces do, with comments in memory. */
export interface FakeCodeHost extends AsyncDisposable {
  readonly origin: string;
  readonly comments: FakeComment[];
  readonly requests: HostRequest[];
  /** The token is that of an app, which may not ask GitHub who it is. */
  isApp?: boolean;
  /** Every request that writes, or all of them, is answered so. */
  refusal?: { readonly status: number; readonly onWrite: boolean; readonly location?: string };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type HostKind = 'github' | 'gitlab' | 'azure' | 'bitbucket' | 'bitbucket-server';

/** Who the token belongs to. */
export const tokenOwner = 'assay-bot';

export async function startFakeCodeHost(kind: HostKind): Promise<FakeCodeHost> {
  const comments: FakeComment[] = [];
  const requests: HostRequest[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const { method = 'GET', url = '/' } = request;
      requests.push({ method, path: url, authorization: request.headers.authorization });
      const { refusal } = host;
      const isRefused = refusal !== undefined && (method !== 'GET' || !refusal.onWrite);
      const { status, body } = isRefused
        ? { status: refusal.status, body: { message: 'Resource not accessible' } }
        : host.isApp === true && url.endsWith('/user')
          ? { status: 403, body: { message: 'Resource not accessible by integration' } }
          : interfaces[kind](method, new URL(url, host.origin), text, comments);
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        ...(refusal?.location === undefined ? {} : { location: refusal.location }),
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host: FakeCodeHost = {
    origin: `http://127.0.0.1:${port}`,
    comments,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return host;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += String(piece);
  return text;
}

type Interface = (method: string, url: URL, text: string, comments: FakeComment[]) => Answer;

const notFound: Answer = { status: 404, body: { message: 'Not Found' } };

/** Finds it. On GitHub and GitLab whoever looks after a repository may change what others wrote; elsewhere nobody may. */
function changed(
  comments: FakeComment[],
  id: string | undefined,
  text: string,
  show: (one: FakeComment) => unknown,
  isStrict = true,
): Answer {
  const found = comments.find((one) => String(one.id) === id);
  if (found === undefined) return notFound;
  if (isStrict && found.author !== tokenOwner)
    return { status: 403, body: { message: 'Forbidden' } };
  found.text = text;
  return { status: 200, body: show(found) };
}

function added(
  comments: FakeComment[],
  text: string,
  status: number,
  show: (one: FakeComment) => unknown,
): Answer {
  const made = { id: comments.length + 1, author: tokenOwner, text };
  comments.push(made);
  return { status, body: show(made) };
}

function pageOf(url: URL, comments: readonly FakeComment[]): readonly FakeComment[] {
  const size = Number(url.searchParams.get('per_page') ?? 20);
  const page = Number(url.searchParams.get('page') ?? 1);
  return comments.slice((page - 1) * size, page * size);
}

function githubComment({ id, author, text: body }: FakeComment): unknown {
  return {
    id,
    body,
    user: { login: author, type: author === tokenOwner ? 'Bot' : 'User' },
  };
}

function gitlabNote({ id, author, text: body }: FakeComment): unknown {
  return {
    id,
    body,
    system: false,
    author: { id: author === tokenOwner ? 1 : 2 },
  };
}

function azureThread({ id, author, text: content }: FakeComment): unknown {
  return {
    id,
    comments: [{ id: 1, content, commentType: 'text', author: { id: author } }],
    status: 'closed',
  };
}

function bitbucketComment({ id, author, text: raw }: FakeComment): unknown {
  return {
    id,
    content: { raw, markup: 'markdown' },
    user: { uuid: author },
    deleted: false,
  };
}

function serverComment({ id, author, text: said }: FakeComment): unknown {
  return {
    id,
    version: 3,
    text: said,
    author: { name: author },
  };
}

const interfaces: Readonly<Record<HostKind, Interface>> = {
  github(method, url, text, comments) {
    if (method === 'GET' && url.pathname === '/api/v3/user') {
      return { status: 200, body: { login: tokenOwner } };
    }
    const at = '/api/v3/repos/owner/name/issues';
    if (method === 'PATCH' && url.pathname.startsWith(`${at}/comments/`)) {
      const id = url.pathname.split('/').at(-1);
      return changed(comments, id, bodyOf(text, 'body'), githubComment, false);
    }
    if (url.pathname !== `${at}/7/comments`) return notFound;
    return method === 'POST'
      ? added(comments, bodyOf(text, 'body'), 201, githubComment)
      : { status: 200, body: pageOf(url, comments).map(githubComment) };
  },
  gitlab(method, url, text, comments) {
    if (url.pathname === '/api/v4/user') return { status: 200, body: { id: 1 } };
    const at = '/api/v4/projects/group%2Fname/merge_requests/7/notes';
    if (method === 'PUT' && url.pathname.startsWith(`${at}/`)) {
      return changed(
        comments,
        url.pathname.split('/').at(-1),
        bodyOf(text, 'body'),
        gitlabNote,
        false,
      );
    }
    if (url.pathname !== at) return notFound;
    return method === 'POST'
      ? added(comments, bodyOf(text, 'body'), 201, gitlabNote)
      : { status: 200, body: pageOf(url, comments).map(gitlabNote) };
  },
  azure(method, url, text, comments) {
    const at = '/collection/project/_apis/git/repositories/name/pullRequests/7/threads';
    if (url.searchParams.get('api-version') !== '7.1') return { status: 400, body: {} };
    if (method === 'PATCH') {
      const [, id] = new RegExp(`^${at}/(\\d+)/comments/1$`).exec(url.pathname) ?? [];
      return changed(comments, id, bodyOf(text, 'content'), azureThread);
    }
    if (url.pathname !== at) return notFound;
    return method === 'POST'
      ? added(comments, bodyOf(text, 'comments', 0, 'content'), 200, azureThread)
      : { status: 200, body: { value: comments.map(azureThread), count: comments.length } };
  },
  bitbucket(method, url, text, comments) {
    const at = '/2.0/repositories/owner/name/pullrequests/7/comments';
    if (method === 'PUT' && url.pathname.startsWith(`${at}/`)) {
      const id = url.pathname.split('/').at(-1);
      return changed(comments, id, bodyOf(text, 'content', 'raw'), bitbucketComment);
    }
    if (url.pathname !== at) return notFound;
    if (method === 'POST')
      return added(comments, bodyOf(text, 'content', 'raw'), 201, bitbucketComment);
    const page = Number(url.searchParams.get('page') ?? 1);
    const values = comments.slice((page - 1) * 100, page * 100).map(bitbucketComment);
    const next = `${url.origin}${at}?pagelen=100&page=${page + 1}`;
    return { status: 200, body: { values, ...(values.length === 100 ? { next } : {}) } };
  },
  'bitbucket-server'(method, url, text, comments) {
    const at = '/rest/api/latest/projects/KEY/repos/name/pull-requests/7';
    if (method === 'PUT' && url.pathname.startsWith(`${at}/comments/`)) {
      const isCurrent = Number(bodyOf(text, 'version')) === 3;
      if (!isCurrent) return { status: 409, body: { errors: [{ message: 'Out of date' }] } };
      return changed(comments, url.pathname.split('/').at(-1), bodyOf(text, 'text'), serverComment);
    }
    if (method === 'POST' && url.pathname === `${at}/comments`) {
      return added(comments, bodyOf(text, 'text'), 201, serverComment);
    }
    if (url.pathname !== `${at}/activities`) return notFound;
    const start = Number(url.searchParams.get('start'));
    const found = comments.toReversed().slice(start, start + 100);
    const isLastPage = start + 100 >= comments.length;
    return {
      status: 200,
      body: {
        values: [
          { id: 9999, action: 'APPROVED' },
          ...found.map((one) => ({ action: 'COMMENTED', comment: serverComment(one) })),
        ],
        isLastPage,
        nextPageStart: isLastPage ? null : start + 100,
      },
    };
  },
};

function bodyOf(text: string, ...path: readonly (string | number)[]): string {
  let at: unknown = JSON.parse(text);
  for (const key of path) at = (at as Readonly<Record<string | number, unknown>>)[key];
  return String(at);
}
