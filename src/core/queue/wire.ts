import { isOneOf, isText, isWhole } from '#base/guard.ts';
import { isJsonObject } from '#base/json.ts';
import type { ModelReply } from '#protocol/reply.ts';
import type { ModelRequest } from '../models/model.ts';
import {
  failures,
  ModelError,
  type FailureScope,
  type ModelErrorCode,
} from '../models/modelError.ts';

/** One request for a worker: which model, by its catalogue entry, and what it is asked. */
export interface QueuedRequest {
  readonly version: 1;
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly request: ModelRequest;
}

/** What became of it. A failure is a value: whoever asked decides whether it is asked again. */
export type QueuedOutcome =
  | { readonly kind: 'reply'; readonly reply: ModelReply }
  | {
      readonly kind: 'failure';
      readonly code: ModelErrorCode;
      readonly message: string;
      readonly billed: 'no' | 'maybe';
      readonly scope: FailureScope;
      readonly retryAfterMs?: number;
    };

/** The line of one model, over all runs and workers: its rates hold for all of them together. */
export function queueName(id: string): string {
  return `assay ${id}`.replaceAll(':', ' ');
}

export function isQueuedRequest(value: unknown): value is QueuedRequest {
  if (!isJsonObject(value)) return false;
  const { version, id, provider, name, request } = value;
  if (version !== 1 || ![id, provider, name].every((one) => isText(one))) return false;
  if (!isJsonObject(request)) return false;
  const { messages, parameters, repeat } = request;
  return Array.isArray(messages) && isJsonObject(parameters) && isWhole(repeat);
}

export function isQueuedOutcome(value: unknown): value is QueuedOutcome {
  if (!isJsonObject(value)) return false;
  const { kind, reply, code, message, billed, scope } = value;
  if (kind === 'reply') return isJsonObject(reply) && isText(reply['text']);
  return (
    kind === 'failure' &&
    isText(code) &&
    Object.hasOwn(failures, code) &&
    isText(message) &&
    isOneOf(['no', 'maybe'])(billed) &&
    isOneOf(['trial', 'model', 'account', 'run'])(scope)
  );
}

export function outcomeOf(error: ModelError): QueuedOutcome {
  const { code, message, billed, scope, detail } = error;
  const { retryAfterMs } = detail;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { kind: 'failure', code, message, billed, scope, ...wait };
}

export function errorOf(outcome: Extract<QueuedOutcome, { kind: 'failure' }>): ModelError {
  const { kind: _, code, message, ...detail } = outcome;
  return new ModelError(code, message, detail);
}
