import {
  isAnything,
  isFlag,
  isMaybe,
  isOneOf,
  isShape,
  isText,
  isWhole,
  type Guard,
} from './guard.ts';

/** Why something asked for could not be done. Codes are kebab-case; texts of messages are never compared. */
export interface Failure {
  readonly code: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** One next step, as an imperative. */
  readonly next?: string;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** Two ends that pass plain data: a webview and its host, a worker, a child process. */
export interface Port {
  post(packet: unknown): void;
  /** Gives what stops listening. */
  listen(hear: (packet: unknown) => void): () => void;
}

/** What may be asked, by name. */
export type Methods = {
  readonly [name: string]: { readonly params: unknown; readonly result: unknown };
};

export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (
    params: M[K]['params'],
    signal: AbortSignal,
  ) => Promise<Outcome<M[K]['result']>>;
};

export type ParamGuards<M extends Methods> = { readonly [K in keyof M]: Guard<M[K]['params']> };
export type ResultGuards<M extends Methods> = { readonly [K in keyof M]: Guard<M[K]['result']> };

export interface Server<Notice> {
  tell(notice: Notice): void;
  /** Cancels what is being answered, and answers nothing any more. */
  dispose(): void;
}

export interface Client<M extends Methods> {
  /** Never rejects. A signal that fires gives the failure `cancelled` at once. */
  ask<K extends keyof M & string>(
    method: K,
    params: M[K]['params'],
    signal?: AbortSignal,
  ): Promise<Outcome<M[K]['result']>>;
  /** Whatever is still asked gives the failure `closed`. */
  dispose(): void;
}

export function failed(code: string, message: string, next?: string): Outcome<never> {
  return { ok: false, failure: { code, message, ...(next !== undefined && { next }) } };
}

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Answers what the other end asks. What does not pass its guard never reaches a handler. */
export function serve<M extends Methods, Notice>(
  port: Port,
  guards: ParamGuards<M>,
  handlers: Handlers<M>,
): Server<Notice> {
  const running = new Map<number, AbortController>();
  const answer = async ({ id, method, params }: Request): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    const outcome = await answered(guards, handlers, { method, params }, controller.signal);
    // Nobody waits for the answer to what was cancelled.
    if (running.delete(id)) port.post({ kind: 'answer', id, ...outcome } satisfies Answer);
  };
  const stop = port.listen((packet) => {
    if (isRequest(packet)) void answer(packet);
    else if (isCancel(packet)) {
      running.get(packet.id)?.abort();
      running.delete(packet.id);
    }
  });
  return {
    tell: (notice) => port.post({ kind: 'notice', notice }),
    dispose: () => {
      stop();
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

/** Asks the other end. `hear` gets every notice that passes the guard. */
export function connect<M extends Methods, Notice>(
  port: Port,
  guards: ResultGuards<M>,
  notices: { readonly guard: Guard<Notice>; readonly hear: (notice: Notice) => void },
): Client<M> {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  let last = 0;
  const stop = port.listen((packet) => {
    if (isAnswer(packet)) waiting.get(packet.id)?.(outcomeOf(packet));
    else if (isNotice(packet) && notices.guard(packet.notice)) notices.hear(packet.notice);
  });
  return {
    ask: async (method, params, signal) => {
      if (signal?.aborted === true) return cancelled;
      last += 1;
      const id = last;
      const outcome = await new Promise<Outcome<unknown>>((resolve) => {
        const cancel = (): void => {
          port.post({ kind: 'cancel', id } satisfies Cancel);
          resolve(cancelled);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        waiting.set(id, (given) => {
          signal?.removeEventListener('abort', cancel);
          resolve(given);
        });
        port.post({ kind: 'request', id, method, params } satisfies Request);
      });
      waiting.delete(id);
      return checked(guards[method], outcome);
    },
    dispose: () => {
      stop();
      for (const give of waiting.values()) give(failed('closed', 'The connection was closed.'));
      waiting.clear();
    },
  };
}

interface Request {
  readonly kind: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

interface Cancel {
  readonly kind: 'cancel';
  readonly id: number;
}

interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly failure?: Failure | undefined;
}

const isRequest = isShape<Request>({
  kind: isOneOf(['request']),
  id: isWhole,
  method: isText,
  params: isAnything,
});

const isCancel = isShape<Cancel>({ kind: isOneOf(['cancel']), id: isWhole });

const isFailure = isShape<{ code: string; message: string; next: string | undefined }>({
  code: isText,
  message: isText,
  next: isMaybe(isText),
}) as Guard<Failure>;

const isAnswer = isShape<Answer>({
  kind: isOneOf(['answer']),
  id: isWhole,
  ok: isFlag,
  value: isAnything,
  failure: isMaybe(isFailure),
});

const isNotice = isShape<{ kind: 'notice'; notice: unknown }>({
  kind: isOneOf(['notice']),
  notice: isAnything,
});

const cancelled: Outcome<never> = failed('cancelled', 'It was cancelled.');

async function answered<M extends Methods>(
  guards: ParamGuards<M>,
  handlers: Handlers<M>,
  { method, params }: Pick<Request, 'method' | 'params'>,
  signal: AbortSignal,
): Promise<Outcome<unknown>> {
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handler === undefined) return failed('unknown-method', `There is no "${method}" to ask for.`);
  if (guards[method]?.(params) !== true) {
    return failed('bad-request', `What was asked of "${method}" is not understood.`);
  }
  try {
    return await handler(params, signal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed('unexpected', `"${method}" failed: ${reason}`, 'See the log of Assay.');
  }
}

function outcomeOf({ ok, value, failure }: Answer): Outcome<unknown> {
  if (ok) return done(value);
  return failure === undefined ? unreadable : { ok: false, failure };
}

function checked<T>(guard: Guard<T> | undefined, outcome: Outcome<unknown>): Outcome<T> {
  if (!outcome.ok) return outcome;
  return guard?.(outcome.value) === true ? done(outcome.value) : unreadable;
}

const unreadable = failed(
  'bad-answer',
  'The answer is not understood.',
  'Reload the window, so that both sides are of the same version.',
);
