import { ModelError, type ModelErrorCode } from '../models/modelError.ts';
import type { CodeHost } from './codeHost.ts';

export type CommentErrorCode = ModelErrorCode | 'unknown-answer';

/** The only thing that a talk with a code host rejects with. The message says what happened and where, `next` what to do. */
export class CommentError extends Error {
  readonly code: CommentErrorCode;
  readonly next: string;

  constructor(code: CommentErrorCode, message: string, next: string) {
    super(message);
    this.name = 'CommentError';
    this.code = code;
    this.next = next;
  }
}

/** What the one egress says, in the words of comments. */
export function commentErrorOf(
  error: unknown,
  { title, tokens, needs }: Pick<CodeHost, 'title' | 'tokens' | 'needs'>,
  address: string,
): CommentError {
  if (error instanceof CommentError) return error;
  if (!(error instanceof ModelError)) throw error;
  const message = `${error.message} Asked was ${address}.`;
  return new CommentError(error.code, message, nextStep(error.code, { title, tokens, needs }));
}

function nextStep(
  code: ModelErrorCode,
  { title, tokens, needs }: Pick<CodeHost, 'title' | 'tokens' | 'needs'>,
): string {
  const token = `Give ${tokens.join(' or ')} a token that ${needs}. Builds of forks often get one that may only read.`;
  const answer =
    'Look at what the answer says; the report itself is in the artefacts of the build.';
  const steps: Readonly<Partial<Record<ModelErrorCode, string>>> = {
    unauthorized: token,
    'missing-key': token,
    'model-not-found': `Check that the pull request is there, and that the token ${needs}: what it may not see is not there for it.`,
    'origin-refused': 'Use https://, or http:// on this machine alone.',
    redirected: `Check the address of ${title}: nothing was sent on.`,
    'too-long': answer,
    'bad-request': answer,
    conflict: answer,
  };
  return (
    steps[code] ?? `Check that ${title} can be reached from this machine, and start the step again.`
  );
}
