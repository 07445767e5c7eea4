import type { Clock } from '../ports.ts';
import type { Timeouts } from './model.ts';
import { ModelError } from './modelError.ts';
import type { AnswerHeaders } from './answerHeaders.ts';
import type { AbortFan } from './layers/abortFan.ts';

type Stage = 'headers' | 'first-content' | 'content';

/**
 * One request to a provider, from dispatch to the last byte: its timers, its cancellation, and the one
 * reason it failed for. What fails first counts; whatever the SDK makes of it afterwards does not.
 */
export class Attempt {
  readonly stream: boolean;
  readonly controller: AbortController = new AbortController();
  /** When the request left, as far as it has. */
  startedMs: number;
  sent = false;
  failure: ModelError | undefined;
  /** The answer looks like a reply. */
  accepted = false;
  answer: AnswerHeaders = {};
  /** What came of the text so far: evidence where the attempt fails. */
  partialText = '';
  /** A whole body as it came: evidence where it is no reply. */
  received = '';
  firstContentMs: number | undefined;
  private readonly clock: Clock;
  private readonly timeouts: Timeouts;
  private readonly onFailure: (failure: ModelError) => void;
  private stage: Stage = 'headers';
  private lastContentMs = 0;
  private armedFor: number;
  private stopTimer: () => void;

  constructor(
    options: { readonly clock: Clock; readonly timeouts: Timeouts; readonly stream: boolean },
    onFailure: (failure: ModelError) => void,
  ) {
    this.stream = options.stream;
    this.clock = options.clock;
    this.timeouts = options.timeouts;
    this.onFailure = onFailure;
    this.startedMs = this.clock.monotonic();
    this.armedFor = this.nextDeadline();
    this.stopTimer = this.clock.timer(this.armedFor - this.startedMs, this.expire);
  }

  /** The request leaves now: what came before, loading an SDK, counts neither for timers nor as latency. */
  dispatched(): void {
    this.sent = true;
    this.startedMs = this.clock.monotonic();
  }

  /** The answer began. */
  headersCame(answer: AnswerHeaders): void {
    this.answer = answer;
    this.stage = 'first-content';
    this.arm();
  }

  /** Content came: the only thing that keeps an attempt alive. Comments and pings do not. */
  contentCame(): void {
    const now = this.clock.monotonic();
    this.lastContentMs = now;
    if (this.stage === 'content') return;
    this.stage = 'content';
    this.firstContentMs = now - this.startedMs;
    this.arm();
  }

  get answered(): boolean {
    return this.stage !== 'headers';
  }

  /** Tokens of a streamed reply came: they are billed whatever follows. */
  get begun(): boolean {
    return this.stream && this.accepted && this.stage === 'content';
  }

  elapsedMs(): number {
    return this.clock.monotonic() - this.startedMs;
  }

  /** Ends the attempt for this reason; closes its connection. */
  fail(failure: ModelError): ModelError {
    if (this.failure !== undefined) return this.failure;
    this.failure = failure;
    this.close();
    this.controller.abort();
    this.onFailure(failure);
    return failure;
  }

  readonly cancel = (): void => {
    this.fail(new ModelError('cancelled', 'Cancelled.', this.evidence()));
  };

  /** The part of an error's detail that any failure of this attempt shares. */
  evidence(): { readonly requestId?: string; readonly partialText?: string } {
    const { requestId } = this.answer;
    return {
      ...(requestId === undefined ? {} : { requestId }),
      ...(this.partialText === '' ? {} : { partialText: this.partialText }),
    };
  }

  close(): void {
    this.stopTimer();
  }

  /** Sets the timer anew only where it would fire too late: one that fires early looks again. */
  private arm(): void {
    const deadline = this.nextDeadline();
    if (deadline >= this.armedFor) return;
    this.stopTimer();
    this.armedFor = deadline;
    this.stopTimer = this.clock.timer(deadline - this.clock.monotonic(), this.expire);
  }

  /** One timer serves all four limits, so content costs none. */
  private readonly expire = (): void => {
    const now = this.clock.monotonic();
    const deadline = this.nextDeadline();
    if (now < deadline) {
      this.armedFor = deadline;
      this.stopTimer = this.clock.timer(deadline - now, this.expire);
      return;
    }
    const { name, ms } = this.limit();
    const spent = now - this.startedMs >= this.timeouts.attemptMs;
    const what = spent ? 'the whole attempt' : waitedFor[name];
    const limitMs = spent ? this.timeouts.attemptMs : ms;
    this.fail(
      new ModelError(
        'timeout',
        `No more than ${limitMs} ms are allowed for ${what} (timeouts.${spent ? 'attemptMs' : name}).`,
        { ...this.evidence(), billed: 'maybe' },
      ),
    );
  };

  private nextDeadline(): number {
    const { ms } = this.limit();
    const from = this.stage === 'content' ? this.lastContentMs : this.startedMs;
    return Math.min(from + ms, this.startedMs + this.timeouts.attemptMs);
  }

  /**
   * What the attempt waits for now. A reply that does not stream comes all at once when the model has
   * finished, with its headers or after them: all of it has the time that first content has.
   */
  private limit(): { readonly name: keyof typeof waitedFor; readonly ms: number } {
    const { headersMs, firstContentMs, idleMs } = this.timeouts;
    if (this.stage === 'content') return { name: 'idleMs', ms: idleMs };
    if (this.stage === 'first-content') return { name: 'firstContentMs', ms: firstContentMs };
    if (this.stream || headersMs > firstContentMs) return { name: 'headersMs', ms: headersMs };
    return { name: 'firstContentMs', ms: firstContentMs };
  }
}

/** What one attempt runs under. */
export interface AttemptTerms {
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly stream: boolean;
  readonly signal: AbortSignal;
  readonly aborts: AbortFan;
  /** What a rejection of the work means, unless something failed before it. */
  readonly failureOf: (error: unknown, attempt: Attempt) => ModelError;
}

/**
 * Runs `work` as one attempt. Rejects only with `ModelError`, and when the signal aborts or a timer expires
 * it does so at once, whatever `work` does.
 */
export function runAttempt<T>(
  { signal, aborts, failureOf, ...options }: AttemptTerms,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  if (signal.aborted) {
    return Promise.reject(new ModelError('cancelled', 'Cancelled.', { billed: 'no' }));
  }
  return new Promise((resolve, reject) => {
    const end = (): void => {
      attempt.close();
      aborts.leave(signal, attempt.cancel);
    };
    const attempt = new Attempt(options, (failure) => {
      end();
      reject(failure);
    });
    aborts.hear(signal, attempt.cancel);
    work(attempt).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        attempt.fail(failureOf(error, attempt));
      },
    );
  });
}

const waitedFor = {
  headersMs: 'the headers of the answer',
  firstContentMs: 'the first content',
  idleMs: 'a pause between two pieces of content',
} as const;
