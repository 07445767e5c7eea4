/** What a worker is to do: build the database, run a right query and the reply's, compare. */
export interface SqlJob {
  readonly setup: string;
  /** Any of them will do. */
  readonly gold: readonly { readonly sql: string; readonly isOrdered: boolean }[];
  readonly sql: string;
  readonly dialect: 'bag' | 'bird';
}

export type SqlOutcome =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly why: string }
  /** The reply's query is at fault. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The case or the settings are, or the worker. */
  | { readonly kind: 'broken'; readonly why: string };

/** `gold-done`: what takes long from here on is the reply's query. */
export type SqlMessage = 'ready' | 'gold-done' | SqlOutcome;

export interface SqlWorkerData {
  readonly wasm: string;
  readonly mostBytes: number;
  readonly mostRows: number;
}
