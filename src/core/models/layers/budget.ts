import type { ModelEntry } from '#protocol/catalogue.ts';
import type { ModelReply } from '#protocol/reply.ts';
import type { Clock } from '../../ports.ts';
import type { ModelCall, ModelLayer, ModelRequest } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { pricingOf } from '../pricing.ts';
import { cancelledBeforeSending, type AbortFan } from './abortFan.ts';
import { outputCap, type TokenEstimate } from './estimate.ts';
import { WaitingLine } from './waitingLine.ts';

/** Sums of many small numbers are off by less than this, in USD. */
const roundingUsd = 1e-9;

/** What one run has spent and may spend, judges and retries included. */
export class Budget {
  readonly limitUsd: number | undefined;
  private spent: number;
  private unsure = 0;
  private reserved = 0;
  private inFlight = 0;
  private readonly line = new WaitingLine<Waiter>();

  /** No limit: only counts. `alreadySpentUsd`: by the run that this one resumes. */
  constructor(limitUsd: number | undefined, alreadySpentUsd = 0) {
    this.limitUsd = limitUsd;
    this.spent = alreadySpentUsd;
  }

  /** What must be taken to be spent: what is known, and what attempts without an answer may have cost. */
  get spentUsd(): number {
    return this.spent;
  }

  /** The part of `spentUsd` that nobody confirmed. */
  get unsureUsd(): number {
    return this.unsure;
  }

  /** The most that attempts in flight can cost. */
  get reservedUsd(): number {
    return this.reserved;
  }

  get upperBoundUsd(): number {
    return this.spent + this.reserved;
  }

  /** False: it does not fit now, and `reserve` has to wait for room. */
  tryReserve(usd: number): boolean {
    if (this.line.first !== undefined || !this.fits(usd)) return false;
    this.hold(usd);
    return true;
  }

  /** Resolves once the money is held. Rejects with `budget-reached` when nothing in flight can make room. */
  reserve(usd: number, aborts: AbortFan, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancelledBeforeSending());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        leaveLine();
        aborts.leave(signal, abort);
      };
      const abort = (): void => {
        leave();
        reject(cancelledBeforeSending());
        this.serve();
      };
      const go = (): void => {
        leave();
        resolve();
      };
      const refuse = (error: ModelError): void => {
        leave();
        reject(error);
      };
      const leaveLine = this.line.join({ usd, go, refuse });
      aborts.hear(signal, abort);
      this.serve();
    });
  }

  /** Counts what something that has left before has cost. */
  spend(usd: number): void {
    this.spent += usd;
  }

  settle(reservedUsd: number, spentUsd: number, isSure: boolean): void {
    this.inFlight -= 1;
    this.reserved = this.inFlight === 0 ? 0 : this.reserved - reservedUsd;
    this.spent += spentUsd;
    if (!isSure) this.unsure += spentUsd;
    if (this.line.first !== undefined) this.serve();
  }

  private fits(usd: number): boolean {
    return this.limitUsd === undefined || this.upperBoundUsd + usd <= this.limitUsd + roundingUsd;
  }

  private hold(usd: number): void {
    this.inFlight += 1;
    this.reserved += usd;
  }

  private serve(): void {
    for (let first = this.line.first; first !== undefined; first = this.line.first) {
      if (this.fits(first.usd)) {
        this.hold(first.usd);
        first.go();
      } else if (this.inFlight > 0) return;
      else first.refuse(budgetReached(this.limitUsd ?? 0, this.spent, first.usd));
    }
  }
}

interface Waiter {
  readonly usd: number;
  readonly go: () => void;
  readonly refuse: (error: ModelError) => void;
}

/** The most that a request can cost; `undefined`: the model has no price. */
export function mostCostUsd(
  entry: Pick<ModelEntry, 'price' | 'limits'>,
  request: ModelRequest,
  estimate: TokenEstimate,
): number | undefined {
  const { price } = entry;
  return (
    price &&
    (estimate(request) * price.input + outputCap(entry, request) * price.output) / 1_000_000
  );
}

export interface BudgetOptions {
  readonly budget: Budget;
  readonly clock: Clock;
  readonly aborts: AbortFan;
  readonly estimate: TokenEstimate;
  /** A model without a price may run under a limit; it counts as free, and its cost stays unknown. */
  readonly allowUnpriced: boolean;
}

/**
 * Holds the most that an attempt can cost before it leaves, tells that it leaves, and settles after.
 * Tells a failure with what it must be taken to have cost. Innermost: every attempt passes here.
 */
export function budgeted(
  entry: Pick<ModelEntry, 'id' | 'price' | 'limits'>,
  options: BudgetOptions,
): ModelLayer {
  const { budget, clock, aborts, estimate } = options;
  const pricing = pricingOf(entry);
  const { price } = pricing;
  const isRefused = price === undefined && budget.limitUsd !== undefined && !options.allowUnpriced;

  return (inner) => ({
    id: inner.id,
    async reply(request, call) {
      if (isRefused) throw unpriced(entry.id);
      const reservedUsd = mostCostUsd(entry, request, estimate);
      const heldUsd = reservedUsd ?? 0;
      const stopping = call.stopping ?? call.signal;
      if (stopping.aborted) throw cancelledBeforeSending();
      if (!budget.tryReserve(heldUsd)) await budget.reserve(heldUsd, aborts, stopping);
      let reply: ModelReply;
      const startedMs = clock.monotonic();
      try {
        tellDispatch(call, reservedUsd);
        reply = await inner.reply(request, call);
      } catch (error) {
        const failure = error instanceof ModelError ? error : providerBroke(entry.id, error);
        const costUsd = failure.billed === 'no' ? 0 : heldUsd;
        budget.settle(heldUsd, costUsd, failure.billed === 'no');
        if (!(failure instanceof NotSent)) tellFailure(call, failure, price && costUsd);
        throw failure;
      }
      const costUsd = pricing.cost(reply.usage);
      const { lostAttempts = 0, ...answer } = reply;
      for (let lost = 0; lost < lostAttempts; lost += 1) {
        tellFailure(call, lostOnTheWay, price && heldUsd);
        tellDispatch(call, reservedUsd);
      }
      const lostUsd = lostAttempts * heldUsd;
      const isSure = costUsd !== undefined && lostAttempts === 0;
      budget.settle(heldUsd, (costUsd ?? heldUsd) + lostUsd, isSure);
      return {
        ...answer,
        latencyMs: reply.latencyMs ?? clock.monotonic() - startedMs,
        ...(costUsd !== undefined && { costUsd }),
        source: 'live',
      };
    },
  });
}

const lostOnTheWay = new ModelError('network', 'A worker ended before it answered.');

/** The dispatch could not be written down, so it did not happen. */
class NotSent extends ModelError {}

function tellDispatch(call: ModelCall, reservedUsd: number | undefined): void {
  try {
    call.tell({
      kind: 'dispatched',
      attempt: 1,
      ...(reservedUsd !== undefined && { reservedUsd }),
    });
  } catch (error) {
    throw new NotSent('local', `The run cannot be written down: ${messageOf(error)}`);
  }
}

function tellFailure(call: ModelCall, { code }: ModelError, costUsd: number | undefined): void {
  try {
    call.tell({
      kind: 'attempt-failed',
      attempt: 1,
      code,
      ...(costUsd !== undefined && { costUsd }),
    });
  } catch (error) {
    throw new ModelError('local', `The run cannot be written down: ${messageOf(error)}`);
  }
}

function providerBroke(id: string, error: unknown): ModelError {
  return new ModelError('local', `The provider of ${id} broke: ${messageOf(error)}`, {
    billed: 'maybe',
    scope: 'trial',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function budgetReached(limitUsd: number, spentUsd: number, usd: number): ModelError {
  return new ModelError(
    'budget-reached',
    `The next request can cost ${shownUsd(usd)}, and ${shownUsd(spentUsd)} of ${shownUsd(limitUsd)} is spent.`,
  );
}

function shownUsd(usd: number): string {
  return `$${Number(usd.toPrecision(3))}`;
}

function unpriced(id: string): ModelError {
  return new ModelError(
    'budget-reached',
    `${id} has no price, so no budget can hold it. Give it a price in the catalogue, or allow it by name.`,
    { scope: 'model' },
  );
}
