/** Milliseconds without growth after a cut. */
const coolDownMs = 15_000;
/** Successes without growth for each failure. */
const owedPerFailure = 2;
/** The share of refusals that is taken for a service at its limit: the fifth in a row reaches it. */
const refusedShare = 0.1;
/** Of so many answers, later ones counting more. */
const shareOver = 40;

/**
 * How many requests may be in flight: starts at one, grows fast until the service refuses too often,
 * and from then on by a twentieth a round against cuts of a fifth. A refusal now and then is no
 * reason to cut: some services give them to everybody. Times are monotonic milliseconds.
 */
export class AdaptiveLimit {
  private max: number;
  private exact = 1;
  private isStarting = true;
  /** The most requests that were in flight when one left that then succeeded. */
  private proven = 1;
  private lastCutMs = Number.NEGATIVE_INFINITY;
  private frozenUntilMs = Number.NEGATIVE_INFINITY;
  private owed = 0;
  private refused = 0;

  constructor(max: number) {
    this.max = max;
  }

  /** A whole number from 1 to `max`. */
  get size(): number {
    return Math.floor(this.exact);
  }

  /** Raises `max` to at least this. */
  allow(max: number): void {
    this.max = Math.max(this.max, max);
  }

  /** `inFlight`: with this one; `inFlightAtStart`: when this one left, itself included. */
  succeeded(nowMs: number, inFlight: number, inFlightAtStart: number): void {
    if (inFlightAtStart > this.proven) this.proven = inFlightAtStart;
    this.refused -= this.refused / shareOver;
    if (nowMs < this.frozenUntilMs) return;
    if (this.owed > 0) {
      this.owed -= 1;
      return;
    }
    // Room that is not used proves nothing about more room.
    if (inFlight < 0.8 * this.size) return;
    // Two a success triple the limit each round trip; a twentieth a success is 5 % a round.
    this.exact = Math.min(this.max, this.exact + (this.isStarting ? 2 : 0.05));
  }

  /** The service refused for load. Refusals of requests that left before the last cut belong to that cut. */
  throttled(nowMs: number, startedMs: number, inFlightAtStart: number, askedMs: number): void {
    // Refused although it was nearly alone: a rate, not the number in flight, is the matter.
    if (startedMs <= this.lastCutMs || inFlightAtStart * 2 < this.size) return;
    this.unsteady();
    this.refused += (1 - this.refused) / shareOver;
    if (this.refused < refusedShare) return;
    const cut = this.exact * 0.8;
    this.exact = Math.max(
      1,
      this.isStarting ? Math.min(cut, Math.max(this.proven, this.exact / 2)) : cut,
    );
    this.isStarting = false;
    this.refused = 0;
    this.lastCutMs = nowMs;
    this.frozenUntilMs = nowMs + Math.max(coolDownMs, askedMs);
  }

  /**
   * The service has trouble of its own: no reason to ask for less, but the next successes are none to
   * ask for more. Counted and not timed, so that a service that always fails a little is still used.
   */
  unsteady(): void {
    this.owed = Math.min(this.owed + owedPerFailure, Math.max(owedPerFailure, this.size));
  }
}
