export type Role = 'system' | 'user' | 'assistant';

export interface Message {
  readonly role: Role;
  readonly content: string;
}

/** Token counts as the service gave them. */
export interface Usage {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number;
  /** Part of `inputTokens`. */
  readonly cachedInputTokens?: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  /** The service gave no counts; these are Assay's own estimate. */
  readonly estimated?: true;
}

/** Why a model stopped. `tool`: it asked for a tool instead of answering. */
export type Ending = 'stop' | 'length' | 'filter' | 'tool';

/** Where a reply came from. Only `live` costs anything now. */
export type ReplySource = 'live' | 'cache' | 'recording';

export interface ModelReply {
  readonly text: string;
  readonly ending: Ending;
  /** Absent where the service did not say. Absent is not zero. */
  readonly usage?: Usage;
  /** The model that the service says it was, when it says so. */
  readonly returnedModel?: string;
  readonly requestId?: string;
  readonly fingerprint?: string;
  /** Milliseconds from dispatch to the last byte of the attempt that succeeded; of the original call for a cached or recorded reply. */
  readonly latencyMs?: number;
  readonly firstContentMs?: number;
  /** USD of this reply when it was made. Absent: the model has no price, or the service no usage. */
  readonly costUsd?: number;
  readonly source?: ReplySource;
  /** Attempts that nobody heard of again before this one, and that may have been billed. Only from a queue. */
  readonly lostAttempts?: number;
}
