import type { ModelReply } from '#protocol/reply.ts';
import type { ModelOpening, ModelRequest } from './model.ts';

/** A provider's own batch interface: a plug-in beside the `ModelKind` of the same name. */
export interface BatchKind {
  /** That of a `ModelKind`. */
  readonly kind: string;
  readonly limits: BatchLimits;
  open(opening: ModelOpening): BatchDoor;
}

/** What one batch may hold. */
export interface BatchLimits {
  readonly requests: number;
  /** Of its lines in UTF-8. */
  readonly bytes: number;
}

/**
 * Batches of one model: requests that are laid down together, answered within a day, and cost less. Only translates. Every
 * method rejects only with `ModelError`.
 */
export interface BatchDoor {
  /** Path at the service that a request is for; all of a batch have the same. */
  endpoint(request: ModelRequest): string;
  /** One request as a line without its newline. Throws `ModelError` where the model does not take it. */
  line(customId: string, request: ModelRequest): string;
  /** Lays lines down where the service wants them before the batch is created, and gives its name for them. Absent: they go with the creation. */
  upload?(id: string, lines: string, signal: AbortSignal): Promise<string>;
  create(laid: LaidDown, signal: AbortSignal): Promise<RemoteBatch>;
  /** The batch that was created for an id whose creation was never answered. */
  find(lost: LostBatch, signal: AbortSignal): Promise<FoundBatch>;
  look(remote: string, signal: AbortSignal): Promise<RemoteBatch>;
  /** Asks for an end. What is answered by then stays answered. */
  cancel(remote: string, signal: AbortSignal): Promise<RemoteBatch>;
  /** Hears the lines of results, in no order, in pieces. */
  results(
    remote: RemoteBatch,
    hear: (piece: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** The reply in a line of results. Throws `ModelError` where it is none, as a live answer would end. */
  read(line: unknown): ModelReply;
}

export interface LaidDown {
  /** Assay's own. */
  readonly id: string;
  readonly endpoint: string;
  readonly lines: string;
  /** What `upload` gave. */
  readonly file?: string;
}

export interface LostBatch {
  readonly id: string;
  readonly requests: number;
  /** Wall clock, milliseconds since 1970: it cannot be older. */
  readonly sinceMs: number;
  /** Batches that are known to be others. */
  readonly known: ReadonlySet<string>;
}

/** `unsure`: so many batches that still work may be it; only their results will tell. */
export type FoundBatch =
  | { readonly kind: 'found'; readonly batch: RemoteBatch }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsure'; readonly batches: number };

export interface RemoteBatch {
  /** The service's. */
  readonly id: string;
  readonly state: 'working' | 'cancelling' | 'ended';
  /** The service's own word for it. */
  readonly said: string;
  readonly answered: number;
  readonly failed: number;
  /** Where its results are: URLs. Empty: nowhere. */
  readonly results: readonly string[];
  /** Why the service took none of its requests. */
  readonly refusal?: string;
}

/** What every request of a run is called in its batch: 1 to 64 letters, digits, `-` and `_`. */
export function customIdOf(batchId: string, trial: number): string {
  return `${batchId}-${trial}`;
}

/** `undefined`: it is no request of that batch. */
export function trialOf(batchId: string, customId: unknown): number | undefined {
  if (typeof customId !== 'string' || !customId.startsWith(`${batchId}-`)) return undefined;
  const rest = customId.slice(batchId.length + 1);
  return /^\d{1,10}$/.test(rest) ? Number(rest) : undefined;
}

/** Bytes. The services take more; a text of this size can be held and sent in one piece. */
export const mostBatchBytes: number = 48 * 1024 * 1024;
