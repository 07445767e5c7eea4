import type { JsonObject } from '#base/json.ts';
import type { Message, ModelReply } from '#protocol/reply.ts';
import type { Ports, Secret } from '../ports.ts';

/** Turns one conversation into one reply. An implementation only translates: waiting, retrying, caching and counting are layers around it. */
export interface Model {
  /** The catalogue id: `openai/gpt-5-mini`. */
  readonly id: string;
  /** Rejects only with `ModelError`. */
  reply(request: ModelRequest, call: ModelCall): Promise<ModelReply>;
}

export type ModelLayer = (inner: Model) => Model;

/** The first layer named is the outermost. */
export function layered(model: Model, ...layers: readonly ModelLayer[]): Model {
  return layers.reduceRight((inner, layer) => layer(inner), model);
}

export interface ModelParameters {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
}

export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly strict: boolean;
      readonly schema: JsonObject;
    };

export interface ModelRequest {
  /**
   * Absent: the model answers. `embedding`: it turns the text of the only message into a vector, and the reply's text is
   * that vector as `vectorText` writes it.
   */
  readonly task?: 'embedding';
  readonly messages: readonly Message[];
  readonly parameters: ModelParameters;
  readonly responseFormat?: ResponseFormat;
  /** Which repetition of the same case this is, from 0. Never sent; part of the cache key, so that repetitions stay distinct. */
  readonly repeat: number;
  /** Which sample of the same question to a judge this is, from 0; absent is 0. Treated like `repeat`. */
  readonly sample?: number;
}

/** What one call carries besides the request. */
export interface ModelCall {
  /** Aborted: an attempt under way is given up too. */
  readonly signal: AbortSignal;
  /** Aborts no later than `signal`: nothing more is sent for this call, and an attempt under way may still be answered. */
  readonly stopping?: AbortSignal;
  /** Hears every paid attempt, in order. `dispatched` is heard before a byte leaves; if hearing throws, nothing is sent. */
  readonly tell: (event: CallEvent) => void;
  /** The number of the trial that the call is for; absent for judges and the like. */
  readonly trial?: number;
  /** Names what the call is for; stands beside a recording, is never sent. */
  readonly about?: { readonly case?: string; readonly prompt?: string };
}

export type CallEvent =
  | {
      readonly kind: 'dispatched';
      /** From 1 within one call. */
      readonly attempt: number;
      /** The most this attempt can cost; absent where the model has no price. */
      readonly reservedUsd?: number;
      /** Set: it left with this batch, and was written down then. */
      readonly batch?: number;
    }
  | {
      readonly kind: 'attempt-failed';
      readonly attempt: number;
      readonly code: string;
      /** What the failed attempt must be taken to have cost. */
      readonly costUsd?: number;
    };

/** How a provider is reached. Comes from the user or is built in; never from a workspace. */
export interface ProviderSettings {
  readonly provider: string;
  readonly kind: string;
  /** Without a trailing slash: `https://api.openai.com/v1`. Requests go to its origin and no other. */
  readonly baseUrl: string;
  readonly stream: boolean;
}

/** How a family of models is opened: the plug-in. */
export interface ModelKind {
  /** `openai`, `anthropic`, `compatible`. */
  readonly kind: string;
  open(opening: ModelOpening): Model;
  /** Where such a provider lists its models: what a key is tried with, since it costs nothing. Absent: nowhere. */
  listing?(settings: ProviderSettings): Listing;
}

export interface Listing {
  readonly url: string;
  /** Those the interface asks for; never the key. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ModelOpening {
  readonly id: string;
  /** What the provider calls the model. */
  readonly name: string;
  readonly settings: ProviderSettings;
  readonly secret: Secret | undefined;
  readonly ports: Ports;
  readonly timeouts: Timeouts;
  /** Names of `ModelParameters`, or `responseFormat`, that the model refuses. */
  readonly unsupported?: readonly string[];
  /** The most a reply may have; a ceiling where a provider wants `maxTokens` and the prompt has none. */
  readonly maxOutputTokens?: number;
  /** Hears what the account has left after each answer that says so, failures included. */
  readonly onAccount?: (signals: AccountSignals) => void;
}

/** What a provider says an account has left until its limits reset. */
export interface AccountSignals {
  readonly remainingRequests?: number;
  readonly remainingTokens?: number;
  /** Until the earliest limit that is used up resets; where none is, until the latest resets. Milliseconds from now. */
  readonly resetMs?: number;
}

/** Milliseconds, each on the monotonic clock. */
export interface Timeouts {
  readonly headersMs: number;
  readonly firstContentMs: number;
  readonly idleMs: number;
  readonly attemptMs: number;
}

export const defaultTimeouts: Timeouts = {
  headersMs: 60_000,
  firstContentMs: 120_000,
  idleMs: 60_000,
  attemptMs: 600_000,
};
