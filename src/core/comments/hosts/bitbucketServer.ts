import * as z from 'zod/mini';
import type { CodeHost, CommentShelf, StoredComment } from '../codeHost.ts';
import type { Talk } from '../talk.ts';
import { mostPages, pageSize } from './pages.ts';

/** Bitbucket Data Center. Comments have to be looked for among everything that happened to a pull request. */
export const bitbucketServer: CodeHost = {
  kind: 'bitbucket-server',
  title: 'Bitbucket Data Center',
  tokens: ['BITBUCKET_TOKEN'],
  needs: 'is an HTTP access token that may read the repository',
  longest: 32_000,
  knowsHtml: false,
  target({ origin, pathname }) {
    const [, context, project, name, number] =
      /^(.*)\/((?:projects|users)\/[^/]+)\/repos\/([^/]+)\/pull-requests\/(\d+)(?:\/.*)?$/.exec(
        pathname,
      ) ?? [];
    if (project === undefined || number === undefined) return undefined;
    const key = project.replace(/^users\//, 'projects/~');
    return {
      api: `${origin}${context}/rest/api/latest`,
      path: `/${key}/repos/${name}/pull-requests/${number}`,
    };
  },
  open({ path }, talk) {
    return shelf(path, talk);
  },
};

interface ActivityPage {
  readonly values: readonly {
    readonly action: string;
    readonly comment?:
      | { readonly id: number; readonly version: number; readonly text: string }
      | undefined;
  }[];
  readonly isLastPage: boolean;
  readonly nextPageStart?: number | null | undefined;
}

const activities: z.ZodMiniType<ActivityPage> = z.object({
  values: z.array(
    z.object({
      action: z.string(),
      comment: z.optional(z.object({ id: z.number(), version: z.number(), text: z.string() })),
    }),
  ),
  isLastPage: z.boolean(),
  nextPageStart: z.nullish(z.number()),
});

/** Whose a comment is does not have to be asked: the service lets only its author change it. */
function shelf(path: string, talk: Talk): CommentShelf {
  return {
    async *own(): AsyncGenerator<StoredComment> {
      let start = 0;
      // Newest first, so the last that is found is the oldest.
      const found: StoredComment[] = [];
      for (let count = 0; count < mostPages; count += 1) {
        const page = await talk.get(
          `${path}/activities?start=${start}&limit=${pageSize}`,
          activities,
        );
        for (const { action, comment } of page.values) {
          if (action !== 'COMMENTED' || comment === undefined) continue;
          found.push({ id: `${comment.id} ${comment.version}`, text: comment.text });
        }
        if (page.isLastPage || typeof page.nextPageStart !== 'number') break;
        start = page.nextPageStart;
      }
      yield* found.toReversed();
    },
    create: (text) => talk.send('POST', `${path}/comments`, { text }),
    update(id, text) {
      const [comment, version] = id.split(' ');
      return talk.send('PUT', `${path}/comments/${comment}`, { text, version: Number(version) });
    },
  };
}
