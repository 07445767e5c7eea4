import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Failure, Outcome } from '#base/rpc.ts';

/** What is to be asked. Another `key` is another thing; another `version` is the same thing, newer. */
export interface Question<T> {
  readonly key: string;
  readonly version: number;
  readonly ask: (signal: AbortSignal) => Promise<Outcome<T>>;
}

/**
 * An answer of the host as a part of an element. What is there stays on screen until the newer answer has come, and
 * changes that come while one is being asked are asked for once, afterwards.
 */
export class Asked<T> implements ReactiveController {
  value: T | undefined;
  failure: Failure | undefined;
  private readonly host: ReactiveControllerHost;
  private readonly question: () => Question<T> | undefined;
  private key: string | undefined;
  private version = -1;
  private running: AbortController | undefined;

  constructor(host: ReactiveControllerHost, question: () => Question<T> | undefined) {
    this.host = host;
    this.question = question;
    host.addController(this);
  }

  hostUpdate(): void {
    const question = this.question();
    if (question === undefined) return;
    if (question.key !== this.key) {
      this.running?.abort();
      this.running = undefined;
      this.key = question.key;
      this.value = undefined;
      this.failure = undefined;
      void this.ask(question);
    } else if (question.version !== this.version && this.running === undefined) {
      void this.ask(question);
    }
  }

  hostDisconnected(): void {
    this.running?.abort();
    this.running = undefined;
    this.version = -1;
  }

  again(): void {
    this.version = -1;
    this.failure = undefined;
    this.host.requestUpdate();
  }

  private async ask(question: Question<T>): Promise<void> {
    const controller = new AbortController();
    this.running = controller;
    this.version = question.version;
    const outcome = await question.ask(controller.signal);
    if (this.running !== controller) return;
    this.running = undefined;
    if (outcome.ok) {
      this.value = outcome.value;
      this.failure = undefined;
    } else if (outcome.failure.code !== 'cancelled') {
      this.failure = outcome.failure;
    }
    this.host.requestUpdate();
  }
}
