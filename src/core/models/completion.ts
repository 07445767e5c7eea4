import type { Ending, ModelReply, Usage } from '#protocol/reply.ts';
import type { Attempt } from './attempt.ts';

/** What a provider's module gathers of a reply. `undefined` is what the service did not say. */
export interface Completion {
  readonly text: string;
  readonly ending: Ending;
  readonly usage: Usage | undefined;
  readonly returnedModel: string | undefined;
  readonly fingerprint?: string | undefined;
}

/** The finished reply, with what the attempt measured; absent stays absent. */
export function replyOf(completion: Completion, attempt: Attempt): ModelReply {
  const { stream, firstContentMs } = attempt;
  return {
    ...plainReply(completion, attempt.answer.requestId),
    latencyMs: attempt.elapsedMs(),
    ...(stream && firstContentMs !== undefined ? { firstContentMs } : {}),
  };
}

/** The reply without anything measured. */
export function plainReply(completion: Completion, requestId: string | undefined): ModelReply {
  const { text, ending, usage, returnedModel, fingerprint } = completion;
  return {
    text,
    ending,
    ...(usage === undefined ? {} : { usage }),
    ...(isText(returnedModel) ? { returnedModel } : {}),
    ...(requestId === undefined ? {} : { requestId }),
    ...(isText(fingerprint) ? { fingerprint } : {}),
  };
}

/** `undefined` unless both counts are numbers: half a count prices wrong. */
export function usageOf(input: unknown, output: unknown, cached: unknown): Usage | undefined {
  if (!isCount(input) || !isCount(output)) return undefined;
  return {
    inputTokens: input,
    ...(isCount(cached) && cached <= input ? { cachedInputTokens: cached } : {}),
    outputTokens: output,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
