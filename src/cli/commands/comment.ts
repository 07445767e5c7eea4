import { resolve } from 'node:path';
import { ciPullRequest, type FoundPullRequest } from '#core/comments/ciPullRequest.ts';
import { pullRequestAt } from '#core/comments/codeHosts.ts';
import { CommentError } from '#core/comments/commentError.ts';
import { putComment, tokenOf } from '#core/comments/putComment.ts';
import { FileError } from '#core/ports.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';

export interface CommentOptions {
  readonly pullRequest?: string;
  readonly name?: string;
}

/** No comment is longer, on any host, before it is cut. */
const mostBytes = 1024 * 1024;

/** Puts a report onto the pull request of this build, in the place of the earlier one. */
export async function commentCommand(
  context: Context,
  file: string,
  { pullRequest: address, name }: CommentOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  const refuse = (
    why: string,
    next: string,
    code: ExitCode = exitCodes.configuration,
  ): ExitCode => {
    err.line(['bad', 'error'], ` ${why}`);
    err.line(`  ${next}`);
    return code;
  };
  const found = address === undefined ? ciPullRequest(context.env) : namedPullRequest(address);
  if ('none' in found) {
    err.line(`${found.none} There is nothing to comment on.`);
    return exitCodes.fine;
  }
  if ('fault' in found) return refuse(found.fault, found.next);
  const { host } = found;
  const token = tokenOf(host, context.env);
  if (token === undefined) {
    const names = host.tokens.join(' or ');
    return refuse(
      `${host.title} takes comments only with a token, and ${names} is not set.`,
      `Set ${host.tokens[0]} for this step to one that ${host.needs}.`,
    );
  }
  const { files, clock, fetch } = await context.open();
  let report: string;
  try {
    report = new TextDecoder().decode(await files.read(resolve(context.cwd, file), mostBytes));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return refuse(
      error.message,
      'A run writes it with "--report pull-request=FILE", into a folder that is there.',
    );
  }
  using signals = hearSignals(process, clock, (text) => err.line(text));
  try {
    const wish = { report, token, ...(name === undefined ? {} : { name }) };
    const done = await putComment(found, wish, { clock, fetch }, signals.stopping);
    err.line(`The comment on ${host.title} was ${done}.`);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof CommentError)) throw error;
    if (signals.wasInterrupted()) return exitCodes.interrupted;
    const isOwn = error.code === 'origin-refused' || error.code === 'local';
    const code = isOwn ? exitCodes.configuration : exitCodes.provider;
    return refuse(error.message, error.next, code);
  }
}

function namedPullRequest(address: string): FoundPullRequest {
  return (
    pullRequestAt(address) ?? {
      fault: 'What --pull-request names is the page of no pull request.',
      next: 'Name it as a browser shows it: https://github.com/owner/name/pull/7, https://gitlab.com/group/name/-/merge_requests/7, https://dev.azure.com/organisation/project/_git/name/pullrequest/7, https://bitbucket.org/workspace/name/pull-requests/7.',
    }
  );
}
