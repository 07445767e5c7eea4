import * as z from 'zod/mini';
import type { CodeHost, CommentShelf, StoredComment } from '../codeHost.ts';
import type { Talk } from '../talk.ts';
import { mostPages, pageSize } from './pages.ts';

/** Bitbucket Cloud. Its comments are Markdown without HTML. */
export const bitbucket: CodeHost = {
  kind: 'bitbucket',
  title: 'Bitbucket',
  tokens: ['BITBUCKET_TOKEN'],
  needs: 'is an access token of the repository with the permission "pullrequest:write"',
  longest: 32_000,
  knowsHtml: false,
  target({ hostname, pathname }) {
    const [, workspace, name, number] =
      /^\/([\w.-]+)\/([\w.-]+)\/pull-requests\/(\d+)(?:\/.*)?$/.exec(pathname) ?? [];
    if (hostname !== 'bitbucket.org' || number === undefined) return undefined;
    return {
      api: 'https://api.bitbucket.org/2.0',
      path: `/repositories/${workspace}/${name}/pullrequests/${number}`,
    };
  },
  open({ path }, talk) {
    return shelf(path, talk);
  },
};

interface CommentPage {
  readonly values: readonly {
    readonly id: number;
    readonly deleted?: boolean | undefined;
    readonly inline?: unknown;
    readonly content: { readonly raw?: string | null | undefined };
  }[];
  readonly next?: string | undefined;
}

const page: z.ZodMiniType<CommentPage> = z.object({
  values: z.array(
    z.object({
      id: z.number(),
      deleted: z.optional(z.boolean()),
      inline: z.optional(z.unknown()),
      content: z.object({ raw: z.nullish(z.string()) }),
    }),
  ),
  next: z.optional(z.string()),
});

/** Whose a comment is does not have to be asked: the service lets only its author change it. */
function shelf(path: string, talk: Talk): CommentShelf {
  return {
    async *own(): AsyncGenerator<StoredComment> {
      let address: string | undefined = `${path}/comments?pagelen=${pageSize}&sort=created_on`;
      for (let count = 0; address !== undefined && count < mostPages; count += 1) {
        const found: CommentPage = await talk.get(address, page);
        for (const { id, deleted, inline, content } of found.values) {
          if (deleted !== true && inline === undefined) {
            yield { id: String(id), text: content.raw ?? '' };
          }
        }
        address = found.next;
      }
    },
    create: (raw) => talk.send('POST', `${path}/comments`, { content: { raw } }),
    update: (id, raw) => talk.send('PUT', `${path}/comments/${id}`, { content: { raw } }),
  };
}
