import * as z from 'zod/mini';
import type { CodeHost, CommentShelf, StoredComment } from '../codeHost.ts';
import type { Talk } from '../talk.ts';

const version = 'api-version=7.1';

/** Azure DevOps: a thread of a pull request, closed from the beginning, so that it holds up no merge. */
export const azure: CodeHost = {
  kind: 'azure',
  title: 'Azure DevOps',
  tokens: ['SYSTEM_ACCESSTOKEN', 'AZURE_DEVOPS_EXT_PAT'],
  needs:
    'may contribute to pull requests; a step gets that of the pipeline by "SYSTEM_ACCESSTOKEN: $(System.AccessToken)"',
  longest: 150_000,
  knowsHtml: true,
  target({ origin, pathname }) {
    const [, collection, project, repository, number] =
      /^\/(.+)\/([^/]+)\/_git\/([^/]+)\/pullrequest\/(\d+)\/?$/i.exec(pathname) ?? [];
    if (number === undefined) return undefined;
    const path = `/${project}/_apis/git/repositories/${repository}/pullRequests/${number}`;
    return { api: `${origin}/${collection}`, path };
  },
  open({ path }, talk) {
    return shelf(path, talk);
  },
};

interface ThreadList {
  readonly value: readonly {
    readonly id: number;
    readonly isDeleted?: boolean | undefined;
    readonly comments: readonly {
      readonly id: number;
      readonly content?: string | null | undefined;
      readonly isDeleted?: boolean | undefined;
    }[];
  }[];
}

const threads: z.ZodMiniType<ThreadList> = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      isDeleted: z.optional(z.boolean()),
      comments: z.array(
        z.object({
          id: z.number(),
          content: z.nullish(z.string()),
          isDeleted: z.optional(z.boolean()),
        }),
      ),
    }),
  ),
});

/** Whose a comment is does not have to be asked: the service lets only its author change it. */
function shelf(path: string, talk: Talk): CommentShelf {
  return {
    async *own(): AsyncGenerator<StoredComment> {
      const { value } = await talk.get(`${path}/threads?${version}`, threads);
      for (const thread of value) {
        const [first] = thread.comments;
        if (first === undefined || thread.isDeleted === true || first.isDeleted === true) continue;
        yield { id: `${thread.id}/comments/${first.id}`, text: first.content ?? '' };
      }
    },
    create: (content) =>
      talk.send('POST', `${path}/threads?${version}`, {
        comments: [{ parentCommentId: 0, content, commentType: 'text' }],
        status: 'closed',
      }),
    update: (id, content) => talk.send('PATCH', `${path}/threads/${id}?${version}`, { content }),
  };
}
