export type ModelStatus = 'approved' | 'trial' | 'deprecated' | 'blocked';

/** What a model does: answers a conversation, or turns a text into numbers. */
export type ModelTask = 'chat' | 'embedding';

/** USD per million tokens. */
export interface Price {
  readonly input: number;
  readonly cachedInput?: number;
  readonly output: number;
  /** What a request in a batch costs, as a share of these. Absent: a half. */
  readonly batch?: number;
  /** ISO date the price was looked up. */
  readonly asOf?: string;
}

export interface ModelLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly concurrency?: number;
  readonly maxOutputTokens?: number;
}

export interface Suitability {
  readonly useCase: string;
  readonly rating: 'recommended' | 'suitable' | 'unsuitable';
  readonly why?: string;
}

/** One entry of the approved-model catalogue. */
export interface ModelEntry {
  /** What prompts call it: `openai/gpt-5-mini`. */
  readonly id: string;
  readonly status: ModelStatus;
  /** Names a provider that the user, not the workspace, defines. */
  readonly provider: string;
  /** What the provider calls it. */
  readonly name: string;
  /** Absent: `chat`. */
  readonly task?: ModelTask;
  readonly price?: Price;
  /** Context window in tokens. */
  readonly context?: number;
  readonly limits?: ModelLimits;
  readonly data?: { readonly regions?: readonly string[]; readonly personalData?: 'yes' | 'no' };
  /** ISO date. */
  readonly retires?: string;
  /** The id to use instead. */
  readonly replacement?: string;
  readonly suits?: readonly Suitability[];
  readonly note?: string;
  /** Parameters that this model refuses, such as `temperature`. */
  readonly unsupported?: readonly string[];
}

export interface Catalogue {
  readonly file: string;
  readonly models: readonly ModelEntry[];
}
