import { openModelRun, type ModelRun, type ModelRunOptions } from '#core/models/layers/stack.ts';
import type { AccountSignals, CallEvent, Model, ModelRequest } from '#core/models/model.ts';
import { ModelError } from '#core/models/modelError.ts';
import type { Ports } from '#core/ports.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { ModelReply } from '#protocol/reply.ts';
import { FakeClock } from './fakeClock.ts';
import { FakeModel, type FakeAnswer, type FakeRequest } from './fakeModel.ts';
import { MemoryFiles } from './memoryFiles.ts';

/** How one call went. */
export interface Outcome {
  readonly content: string;
  reply?: ModelReply;
  /** A `ModelError`'s code. */
  code?: string;
  error?: ModelError;
  /** `dispatched 1`, `failed 1 timeout`. */
  readonly events: string[];
  readonly costs: number[];
  endedMs?: number;
}

export interface BenchOptions extends Partial<Omit<ModelRunOptions, 'ports'>> {
  readonly entry?: Partial<ModelEntry>;
  /** Always this number; absent: 0.5. */
  readonly random?: () => number;
}

export const testEntry: ModelEntry = {
  id: 'fake/small',
  status: 'approved',
  provider: 'fake',
  name: 'small',
};

/** A run of models over fakes: clock, disk and provider stand still until a test moves them. */
export class ModelBench {
  readonly clock = new FakeClock();
  readonly files = new MemoryFiles();
  readonly warnings: string[] = [];
  readonly provider: FakeModel;
  readonly outcomes: Outcome[] = [];
  readonly run: ModelRun;
  readonly model: Model;
  readonly ports: Ports;
  onAccount: ((signals: AccountSignals) => void) | undefined;

  constructor(script: (request: FakeRequest) => FakeAnswer, options: BenchOptions = {}) {
    const { entry, random = () => 0.5, ...rest } = options;
    this.ports = {
      clock: this.clock,
      files: this.files,
      random,
      log: { info: () => undefined, warn: (message) => this.warnings.push(message) },
      secrets: { get: () => Promise.resolve(undefined) },
      fetch: () => Promise.reject(new Error('no network in tests')),
    };
    this.provider = new FakeModel('fake', this.clock, script);
    this.run = openModelRun({ ports: this.ports, ...rest });
    this.model = this.open(entry);
  }

  /** Another model of the same run and the same provider. */
  open(entry: Partial<ModelEntry> = {}, pool: 'trials' | 'judges' = 'trials'): Model {
    const whole = { ...testEntry, ...entry };
    return this.run.open(
      whole,
      {
        kind: {
          kind: 'fake',
          open: ({ onAccount }) => {
            this.onAccount = onAccount;
            return this.provider;
          },
        },
        settings: {
          provider: whole.provider,
          kind: 'fake',
          baseUrl: 'https://fake.test/v1',
          stream: false,
        },
        secret: undefined,
      },
      pool,
    );
  }

  send(
    content: string,
    {
      model = this.model,
      signal = new AbortController().signal,
      request = {},
      tell = () => undefined,
    }: {
      readonly model?: Model;
      readonly signal?: AbortSignal;
      readonly request?: Partial<ModelRequest>;
      readonly tell?: (event: CallEvent) => void;
    } = {},
  ): Promise<Outcome> {
    const outcome: Outcome = { content, events: [], costs: [] };
    this.outcomes.push(outcome);
    const hear = (event: CallEvent): void => {
      tell(event);
      if (event.kind === 'dispatched') outcome.events.push(`dispatched ${event.attempt}`);
      else {
        outcome.events.push(`failed ${event.attempt} ${event.code}`);
        if (event.costUsd !== undefined) outcome.costs.push(event.costUsd);
      }
    };
    const asked: ModelRequest = {
      messages: [{ role: 'user', content }],
      parameters: {},
      repeat: 0,
      ...request,
    };
    return model.reply(asked, { signal, tell: hear }).then(
      (reply) => Object.assign(outcome, { reply, endedMs: this.clock.monotonic() }),
      (error: unknown) => {
        if (!(error instanceof ModelError)) throw error;
        return Object.assign(outcome, {
          error,
          code: error.code,
          endedMs: this.clock.monotonic(),
        });
      },
    );
  }

  /** Keeps `width` calls going until `count` have ended. */
  async sendMany(count: number, width: number, model: Model = this.model): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) {
        next += 1;
        await this.send(`case ${next}`, { model });
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
  }

  /** Codes of what failed, and `ok`, with how often each. */
  get tally(): Record<string, number> {
    const tally: Record<string, number> = {};
    for (const { code, reply } of this.outcomes) {
      const word = reply === undefined ? (code ?? 'pending') : 'ok';
      tally[word] = (tally[word] ?? 0) + 1;
    }
    return tally;
  }
}
