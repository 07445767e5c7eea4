import type { Model, ModelCall, ModelRequest } from '#core/models/model.ts';
import { ModelError } from '#core/models/modelError.ts';
import type { Clock } from '#core/ports.ts';
import type { ModelReply } from '#protocol/reply.ts';

/** One request that reached the fake. */
export interface FakeRequest {
  /** From 1, over all requests. */
  readonly nth: number;
  /** The last message. */
  readonly content: string;
  readonly atMs: number;
  /** Itself included. */
  readonly inFlight: number;
}

/** What the fake does with a request: a reply, unless there is an error. */
export interface FakeAnswer {
  readonly latencyMs?: number;
  readonly reply?: Partial<ModelReply>;
  readonly error?: unknown;
  /** Never answers and does not listen to its signal. */
  readonly isDeaf?: boolean;
}

/** A model that does what a script says and writes down what reached it. */
export class FakeModel implements Model {
  readonly id: string;
  readonly requests: FakeRequest[] = [];
  readonly signals: AbortSignal[] = [];
  inFlight = 0;
  peak = 0;
  private readonly clock: Clock;
  private readonly script: (request: FakeRequest) => FakeAnswer;

  constructor(id: string, clock: Clock, script: (request: FakeRequest) => FakeAnswer) {
    this.id = id;
    this.clock = clock;
    this.script = script;
  }

  /** Milliseconds at which requests arrived. */
  get times(): number[] {
    return this.requests.map((request) => request.atMs);
  }

  async reply(request: ModelRequest, call: ModelCall): Promise<ModelReply> {
    this.inFlight += 1;
    this.peak = Math.max(this.peak, this.inFlight);
    const seen: FakeRequest = {
      nth: this.requests.length + 1,
      content: request.messages.at(-1)?.content ?? '',
      atMs: this.clock.monotonic(),
      inFlight: this.inFlight,
    };
    this.requests.push(seen);
    this.signals.push(call.signal);
    try {
      const answer = this.script(seen);
      if (answer.isDeaf === true) await new Promise(() => undefined);
      if (answer.latencyMs !== undefined) await this.wait(answer.latencyMs, call.signal);
      // eslint-disable-next-line typescript/only-throw-error
      if (answer.error !== undefined) throw answer.error;
      return {
        text: `re: ${seen.content}`,
        ending: 'stop',
        usage: { inputTokens: 10, outputTokens: 5 },
        ...answer.reply,
      };
    } finally {
      this.inFlight -= 1;
    }
  }

  private wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.clock.timer(delayMs, resolve);
      signal.addEventListener('abort', () => {
        stop();
        reject(new ModelError('cancelled', 'Cancelled.'));
      });
    });
  }
}
