import * as z from 'zod/mini';
import type { CodeHost, CommentShelf, StoredComment } from '../codeHost.ts';
import type { Talk } from '../talk.ts';
import { mostPages, pageSize } from './pages.ts';

/** GitLab, wherever it runs: the notes of a merge request. */
export const gitlab: CodeHost = {
  kind: 'gitlab',
  title: 'GitLab',
  // That of the job, CI_JOB_TOKEN, may not write notes.
  tokens: ['GITLAB_TOKEN'],
  needs: 'has the scope "api" and at least the role Reporter',
  longest: 65_000,
  knowsHtml: true,
  target({ origin, pathname }) {
    const [, project, number] = /^\/(.+)\/-\/merge_requests\/(\d+)\/?$/.exec(pathname) ?? [];
    if (project === undefined || number === undefined) return undefined;
    const id = encodeURIComponent(decodeURIComponent(project));
    return { api: `${origin}/api/v4`, path: `/projects/${id}/merge_requests/${number}` };
  },
  open({ path }, talk) {
    return shelf(path, talk);
  },
};

const notes: z.ZodMiniType<
  readonly {
    readonly id: number;
    readonly body: string;
    readonly system: boolean;
    readonly author: { readonly id: number };
  }[]
> = z.array(
  z.object({
    id: z.number(),
    body: z.string(),
    system: z.boolean(),
    author: z.object({ id: z.number() }),
  }),
);

const person: z.ZodMiniType<{ readonly id: number }> = z.object({ id: z.number() });

function shelf(path: string, talk: Talk): CommentShelf {
  return {
    async *own(): AsyncGenerator<StoredComment> {
      const me = await talk.get('/user', person);
      for (let page = 1; page <= mostPages; page += 1) {
        const query = `sort=asc&order_by=created_at&per_page=${pageSize}&page=${page}`;
        const found = await talk.get(`${path}/notes?${query}`, notes);
        for (const { id, body, system, author } of found) {
          if (!system && author.id === me.id) yield { id: String(id), text: body };
        }
        if (found.length < pageSize) return;
      }
    },
    create: (body) => talk.send('POST', `${path}/notes`, { body }),
    update: (id, body) => talk.send('PUT', `${path}/notes/${id}`, { body }),
  };
}
