import { keyInEnvironment } from '../models/keyInEnvironment.ts';
import { makeSecret } from '../models/secret.ts';
import type { Ports, Secret } from '../ports.ts';
import type { Environment } from '../project/userFolders.ts';
import type { CodeHost } from './codeHost.ts';
import type { PullRequest } from './codeHosts.ts';
import { CommentError } from './commentError.ts';
import { commentText, markOf } from './commentText.ts';
import { openTalk } from './talk.ts';

export interface CommentWish {
  readonly report: string;
  readonly name?: string;
  readonly token: Secret;
}

/** What the host's token is, from the environment. */
export function tokenOf(
  { tokens }: Pick<CodeHost, 'tokens'>,
  env: Environment,
): Secret | undefined {
  for (const variable of tokens) {
    const value = keyInEnvironment(env, variable);
    if (value !== undefined) return makeSecret(`environment variable ${variable}`, value);
  }
  return undefined;
}

/** Replaces the earlier comment of the same name, or makes one. Rejects only with `CommentError`. */
export async function putComment(
  { host, target }: PullRequest,
  { report, name, token }: CommentWish,
  ports: Pick<Ports, 'clock' | 'fetch'>,
  signal: AbortSignal,
): Promise<'created' | 'updated'> {
  const talk = openTalk({ host, api: target.api, token, ports }, signal);
  const shelf = host.open(target, talk);
  const text = commentText(report, host, name);
  const mark = markOf(host, name);
  for await (const comment of shelf.own()) {
    if (!comment.text.startsWith(mark)) continue;
    try {
      await shelf.update(comment.id, text);
      return 'updated';
    } catch (error) {
      // Somebody else's after all, or gone meanwhile.
      const isAnothers =
        error instanceof CommentError && ['unauthorized', 'model-not-found'].includes(error.code);
      if (!isAnothers) throw error;
    }
  }
  await shelf.create(text);
  return 'created';
}
