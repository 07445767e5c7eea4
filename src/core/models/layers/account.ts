import type { ModelEntry } from '#protocol/catalogue.ts';
import type { Clock } from '../../ports.ts';
import type { AccountSignals } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { Circuit } from './circuit.ts';
import { askedWaitMs, asksForTooLong, longestWaitMs } from './retryAfter.ts';
import { TokenBucket } from './tokenBucket.ts';

/** Who waits for a turn. */
interface Crowd {
  /** Lets go whoever may go now. */
  pump(): void;
  /** Sends away whoever may never go. */
  clear(): void;
}

/** All provider accounts of one run, and what stops the whole of it. */
export class Accounts {
  readonly clock: Clock;
  /** Why no further request of this run leaves. */
  stopped: ModelError | undefined;
  private readonly byProvider = new Map<string, Account>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  of(provider: string): Account {
    const known = this.byProvider.get(provider);
    if (known !== undefined) return known;
    const account = new Account(provider, this);
    this.byProvider.set(provider, account);
    return account;
  }

  slept(forMs: number): void {
    for (const account of this.byProvider.values()) account.circuit.slept(forMs);
  }

  stop(error: ModelError): void {
    this.stopped ??= error;
    for (const account of this.byProvider.values()) account.clearCrowds();
  }
}

/** What a lane needs of a model's entry. */
export type LaneEntry = Pick<ModelEntry, 'id' | 'limits' | 'replacement'>;

/** One model of an account: its rates, and whether it can be asked at all. */
export class Lane {
  readonly id: string;
  /** Most requests in flight of one pool. */
  readonly cap: number;
  readonly requests: TokenBucket | undefined;
  readonly tokens: TokenBucket | undefined;
  stopped: ModelError | undefined;
  pausedUntilMs: number = Number.NEGATIVE_INFINITY;
  hasWorked = false;
  /** The first three requests that were refused before any worked. */
  readonly refusals: ModelError[] = [];
  /** What the catalogue names in place of this model. */
  readonly replacement: string | undefined;

  constructor(entry: LaneEntry, nowMs: number) {
    const { requestsPerMinute, tokensPerMinute, concurrency } = entry.limits ?? {};
    this.id = entry.id;
    this.replacement = entry.replacement;
    this.cap = concurrency ?? Number.POSITIVE_INFINITY;
    this.requests =
      requestsPerMinute === undefined ? undefined : new TokenBucket(requestsPerMinute, nowMs);
    this.tokens =
      tokensPerMinute === undefined ? undefined : new TokenBucket(tokensPerMinute, nowMs);
  }

  /** Monotonic time at which a request of so many tokens may leave; not later than `nowMs`: now. */
  readyAtMs(tokens: number, nowMs: number): number {
    const waitMs = Math.max(
      this.requests?.waitMs(1, nowMs) ?? 0,
      this.tokens?.waitMs(tokens, nowMs) ?? 0,
    );
    return Math.max(this.pausedUntilMs, nowMs + waitMs);
  }
}

/** One attempt that has left. */
export interface Attempt {
  readonly lane: Lane;
  /** Whose attempt it is: the same for all attempts of one call. */
  readonly call: unknown;
  readonly tokens: number;
  readonly startedMs: number;
  /** In its pool, itself included. */
  readonly inFlightAtStart: number;
  /** The only one that may leave until it is known how it ends. */
  readonly isScout: boolean;
  /** A scout that finds out whether a service is back. */
  readonly isProbe: boolean;
}

export interface Failure {
  /** What the call fails with: perhaps worse than what happened to this attempt. */
  readonly error: ModelError;
  /** Milliseconds that the service asked for. */
  readonly askedMs: number;
  /** The call waits for another turn and has used up no attempt: a probe stands for everyone that waits. */
  readonly staysInLine: boolean;
}

/**
 * What is known of one provider account, whoever uses it: whether it answers, until when it wants
 * to be left alone, why it is of no use. Until the first success requests leave one by one, so that
 * a wrong key or a dead server is asked once and not 32 times.
 */
export class Account {
  readonly name: string;
  readonly run: Accounts;
  readonly circuit: Circuit = new Circuit();
  private readonly crowds: Crowd[] = [];
  private readonly lanes = new Map<string, Lane>();
  private stoppedBy: ModelError | undefined;
  private pausedUntilMs = Number.NEGATIVE_INFINITY;
  private isTrusted = false;
  private isScoutOut = false;

  constructor(name: string, run: Accounts) {
    this.name = name;
    this.run = run;
  }

  lane(entry: LaneEntry): Lane {
    const known = this.lanes.get(entry.id);
    if (known !== undefined) return known;
    const lane = new Lane(entry, this.run.clock.monotonic());
    this.lanes.set(entry.id, lane);
    return lane;
  }

  join(crowd: Crowd): void {
    this.crowds.push(crowd);
  }

  /** Why a request of this model will never leave. */
  stopped(lane: Lane): ModelError | undefined {
    return this.run.stopped ?? this.stoppedBy ?? lane.stopped;
  }

  /** Monotonic time at which the next request may leave; not later than `nowMs`: now; infinite: not before a scout is back. */
  readyAtMs(nowMs: number): number {
    if (!this.isSingle()) return Math.max(nowMs, this.pausedUntilMs);
    if (this.isScoutOut) return Number.POSITIVE_INFINITY;
    return Math.max(nowMs, this.pausedUntilMs, this.circuit.isOpen ? this.circuit.probeAtMs : 0);
  }

  begin(lane: Lane, call: unknown, tokens: number, inFlight: number, nowMs: number): Attempt {
    lane.requests?.take(1);
    lane.tokens?.take(tokens);
    const isScout = this.isSingle();
    if (isScout) this.isScoutOut = true;
    return {
      lane,
      call,
      tokens,
      startedMs: nowMs,
      inFlightAtStart: inFlight,
      isScout,
      isProbe: this.circuit.isOpen,
    };
  }

  succeeded(attempt: Attempt, usedTokens: number | undefined): void {
    const { lane } = attempt;
    lane.hasWorked = true;
    if (usedTokens !== undefined) lane.tokens?.take(usedTokens - attempt.tokens);
    const wasSingle = this.isSingle();
    this.circuit.succeeded();
    if (attempt.startedMs >= this.pausedUntilMs) this.isTrusted = true;
    if (attempt.isScout) this.isScoutOut = false;
    if (wasSingle) this.pumpCrowds();
  }

  failed(attempt: Attempt, found: ModelError, nowMs: number): Failure {
    if (attempt.isScout) this.isScoutOut = false;
    const askedMs = this.heed(found, nowMs);
    let error = this.worse(attempt, found);
    if (this.circuit.failed(found, attempt.call, attempt.isProbe, nowMs)) {
      error = givenUp(this.name, found);
    }
    this.remember(attempt.lane, error);
    const staysInLine = attempt.isProbe && this.circuit.isOpen && isAboutService(error);
    if (attempt.isScout) this.pumpCrowds();
    return { error, askedMs, staysInLine };
  }

  /** Waits before the service has to say no. */
  hearSignals(lane: Lane, { remainingRequests, remainingTokens, resetMs }: AccountSignals): void {
    if (remainingRequests !== 0 && remainingTokens !== 0) return;
    if (resetMs === undefined || !(resetMs > 0)) return;
    const untilMs = this.run.clock.monotonic() + Math.min(resetMs, longestWaitMs);
    lane.pausedUntilMs = Math.max(lane.pausedUntilMs, untilMs);
  }

  clearCrowds(): void {
    for (const crowd of this.crowds) crowd.clear();
  }

  private pumpCrowds(): void {
    for (const crowd of this.crowds) crowd.pump();
  }

  private isSingle(): boolean {
    return !this.isTrusted || this.circuit.isOpen;
  }

  /** After a wait that the service asked for, one request finds out whether it was long enough. */
  private heed(error: ModelError, nowMs: number): number {
    const askedMs = error.scope === 'trial' ? askedWaitMs(error.detail) : undefined;
    if (askedMs === undefined || error.policy.retry !== 'often') return 0;
    this.pausedUntilMs = Math.max(this.pausedUntilMs, nowMs + askedMs);
    this.isTrusted = false;
    return askedMs;
  }

  private worse({ lane }: Attempt, error: ModelError): ModelError {
    if (error.code === 'rate-limited' && asksForTooLong(error.detail)) return notToday(error);
    if (error.code === 'model-not-found') return withReplacement(lane, error);
    if (error.code !== 'bad-request' || error.scope !== 'trial') return error;
    if (lane.hasWorked || lane.refusals.length === 3) return error;
    lane.refusals.push(error);
    return lane.refusals.length === 3 && areEqual(lane.refusals)
      ? refusedAlways(lane, error)
      : error;
  }

  private remember(lane: Lane, error: ModelError): void {
    switch (error.scope) {
      case 'run': {
        this.run.stop(error);
        break;
      }
      case 'account': {
        this.stoppedBy ??= error;
        this.clearCrowds();
        break;
      }
      case 'model': {
        lane.stopped ??= error;
        this.clearCrowds();
        break;
      }
      case 'trial': {
        break;
      }
    }
  }
}

/** Free, worth repeating, and never the fault of one request. */
function isAboutService({ code, scope, billed, detail }: ModelError): boolean {
  return (
    (code === 'overloaded' || code === 'network' || code === 'rate-limited') &&
    scope === 'trial' &&
    billed === 'no' &&
    detail.noRetry !== true
  );
}

function areEqual(errors: readonly ModelError[]): boolean {
  return errors.every((error) => error.detail.status === errors[0]?.detail.status);
}

function notToday(error: ModelError): ModelError {
  return new ModelError(
    'daily-limit',
    `The service asks to wait longer than 10 minutes: ${error.message}`,
    error.detail,
  );
}

function withReplacement({ id, replacement }: Lane, error: ModelError): ModelError {
  if (replacement === undefined) return error;
  const message = `${error.message} (The catalogue names ${replacement} in place of ${id}.)`;
  return new ModelError(error.code, message, error.detail);
}

function refusedAlways(lane: Lane, error: ModelError): ModelError {
  return new ModelError(
    error.code,
    `${lane.id} refused the first three requests alike, so the rest was not sent: ${error.message}`,
    { ...error.detail, scope: 'model' },
  );
}

function givenUp(account: string, error: ModelError): ModelError {
  return new ModelError(
    error.code,
    `Gave up on ${account}: it failed whatever it was asked. Last: ${error.message}`,
    { ...error.detail, scope: 'account' },
  );
}
