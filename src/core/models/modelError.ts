/** Every way a call can fail. What follows from each is in `failures`, and nowhere else. */
export type ModelErrorCode =
  | 'unauthorized'
  | 'missing-key'
  | 'out-of-credit'
  | 'rate-limited'
  | 'daily-limit'
  | 'overloaded'
  | 'server-error'
  | 'conflict'
  | 'timeout'
  | 'network'
  | 'bad-reply'
  | 'bad-request'
  | 'too-long'
  | 'model-not-found'
  | 'redirected'
  | 'origin-refused'
  | 'not-recorded'
  | 'not-cached'
  | 'not-submitted'
  | 'batch-expired'
  | 'batch-cancelled'
  | 'batch-failed'
  | 'batch-lost'
  | 'budget-reached'
  | 'local'
  | 'cancelled';

/** How far a failure reaches: this trial, every trial of the model, every model of the provider account, or the whole run. */
export type FailureScope = 'trial' | 'model' | 'account' | 'run';

export interface FailurePolicy {
  /** `never`; `once` (the attempt may have been billed); `often` up to the ceilings of the retry layer. */
  readonly retry: 'never' | 'once' | 'often';
  readonly scope: FailureScope;
  /** Whether the service may have charged for the attempt. */
  readonly billed: 'no' | 'maybe';
  /** Whether a resumed run asks again. */
  readonly transient: boolean;
}

export const failures: Readonly<Record<ModelErrorCode, FailurePolicy>> = {
  unauthorized: { retry: 'never', scope: 'account', billed: 'no', transient: true },
  'missing-key': { retry: 'never', scope: 'account', billed: 'no', transient: true },
  'out-of-credit': { retry: 'never', scope: 'account', billed: 'no', transient: true },
  'rate-limited': { retry: 'often', scope: 'trial', billed: 'no', transient: true },
  'daily-limit': { retry: 'never', scope: 'account', billed: 'no', transient: true },
  overloaded: { retry: 'often', scope: 'trial', billed: 'no', transient: true },
  'server-error': { retry: 'often', scope: 'trial', billed: 'no', transient: true },
  conflict: { retry: 'often', scope: 'trial', billed: 'no', transient: true },
  timeout: { retry: 'once', scope: 'trial', billed: 'maybe', transient: true },
  network: { retry: 'often', scope: 'trial', billed: 'no', transient: true },
  'bad-reply': { retry: 'once', scope: 'trial', billed: 'maybe', transient: true },
  'bad-request': { retry: 'never', scope: 'trial', billed: 'no', transient: false },
  'too-long': { retry: 'never', scope: 'trial', billed: 'no', transient: false },
  'model-not-found': { retry: 'never', scope: 'model', billed: 'no', transient: true },
  redirected: { retry: 'never', scope: 'account', billed: 'no', transient: true },
  'origin-refused': { retry: 'never', scope: 'account', billed: 'no', transient: true },
  'not-recorded': { retry: 'never', scope: 'trial', billed: 'no', transient: true },
  'not-cached': { retry: 'never', scope: 'trial', billed: 'no', transient: true },
  'not-submitted': { retry: 'never', scope: 'trial', billed: 'no', transient: true },
  'batch-expired': { retry: 'never', scope: 'trial', billed: 'no', transient: true },
  'batch-cancelled': { retry: 'never', scope: 'trial', billed: 'no', transient: true },
  'batch-failed': { retry: 'never', scope: 'trial', billed: 'no', transient: true },
  'batch-lost': { retry: 'never', scope: 'trial', billed: 'maybe', transient: true },
  'budget-reached': { retry: 'never', scope: 'run', billed: 'no', transient: true },
  local: { retry: 'never', scope: 'run', billed: 'no', transient: true },
  cancelled: { retry: 'never', scope: 'trial', billed: 'maybe', transient: true },
};

export interface ModelErrorDetail {
  readonly status?: number;
  /** What the service asked to wait, unclamped. */
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  /** The service's own code, or the system's: a line without keys. */
  readonly serviceCode?: string;
  /** Set where bytes of an answer came before the failure: a retry is then paid again. */
  readonly partialText?: string;
  /** Overrides the policy: bytes of the request left, or of the answer came. */
  readonly billed?: 'no' | 'maybe';
  /** Overrides the policy: a 403 may concern one model only. */
  readonly scope?: FailureScope;
  /** The service said `x-should-retry: false`. */
  readonly noRetry?: boolean;
}

/** The only thing a model rejects with. The message is for people, without keys and control characters; code decides. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly detail: ModelErrorDetail;

  constructor(code: ModelErrorCode, message: string, detail: ModelErrorDetail = {}) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
    this.detail = detail;
  }

  get policy(): FailurePolicy {
    return failures[this.code];
  }

  get scope(): FailureScope {
    return this.detail.scope ?? this.policy.scope;
  }

  get billed(): 'no' | 'maybe' {
    return this.detail.billed ?? this.policy.billed;
  }
}
