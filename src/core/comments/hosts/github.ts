import * as z from 'zod/mini';
import type { CodeHost, CommentShelf, StoredComment } from '../codeHost.ts';
import { CommentError } from '../commentError.ts';
import type { Talk } from '../talk.ts';
import { mostPages, pageSize } from './pages.ts';

/** GitHub and GitHub Enterprise Server: the comments of the issue that every pull request is. */
export const github: CodeHost = {
  kind: 'github',
  title: 'GitHub',
  tokens: ['GITHUB_TOKEN', 'GH_TOKEN'],
  needs: 'may write pull requests',
  longest: 65_000,
  knowsHtml: true,
  target({ origin, hostname, pathname }) {
    const [, owner, name, number] = /^\/([\w.-]+)\/([\w.-]+)\/pull\/(\d+)\/?$/.exec(pathname) ?? [];
    if (owner === undefined || name === undefined || number === undefined) return undefined;
    const api = hostname === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
    return { api, path: `/repos/${owner}/${name}/issues/${number}` };
  },
  open({ path }, talk) {
    return shelf(path, talk);
  },
};

const comments: z.ZodMiniType<
  readonly {
    readonly id: number;
    readonly body?: string | null | undefined;
    readonly user?:
      | { readonly login: string; readonly type?: string | undefined }
      | null
      | undefined;
  }[]
> = z.array(
  z.object({
    id: z.number(),
    body: z.nullish(z.string()),
    user: z.nullish(z.object({ login: z.string(), type: z.optional(z.string()) })),
  }),
);

const person: z.ZodMiniType<{ readonly login: string }> = z.object({ login: z.string() });

function shelf(path: string, talk: Talk): CommentShelf {
  const repository = path.slice(0, path.indexOf('/issues/'));
  return {
    async *own(): AsyncGenerator<StoredComment> {
      const login = await whoAmI(talk);
      for (let page = 1; page <= mostPages; page += 1) {
        const found = await talk.get(
          `${path}/comments?per_page=${pageSize}&page=${page}`,
          comments,
        );
        for (const { id, body, user } of found) {
          const isOwn = login === undefined ? user?.type === 'Bot' : user?.login === login;
          if (isOwn) yield { id: String(id), text: body ?? '' };
        }
        if (found.length < pageSize) return;
      }
    },
    create: (body) => talk.send('POST', `${path}/comments`, { body }),
    update: (id, body) => talk.send('PATCH', `${repository}/issues/comments/${id}`, { body }),
  };
}

/** `undefined`: the token is that of an app, as in GitHub Actions, which may not ask who it is. */
async function whoAmI(talk: Talk): Promise<string | undefined> {
  try {
    return (await talk.get('/user', person)).login;
  } catch (error) {
    if (error instanceof CommentError && error.code === 'unauthorized') return undefined;
    throw error;
  }
}
