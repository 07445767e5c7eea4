/** First come, first served; a line that can be left from the middle in constant time. */
export class WaitingLine<Waiter extends object> {
  private head: Place<Waiter> | undefined;
  private tail: Place<Waiter> | undefined;

  get first(): Waiter | undefined {
    return this.head?.waiter;
  }

  /** Gives the function that leaves the line; calling it again does nothing. */
  join(waiter: Waiter): () => void {
    const place: Place<Waiter> = { waiter, before: this.tail, after: undefined, isIn: true };
    if (this.tail === undefined) this.head = place;
    else this.tail.after = place;
    this.tail = place;
    return () => {
      this.leave(place);
    };
  }

  private leave(place: Place<Waiter>): void {
    if (!place.isIn) return;
    place.isIn = false;
    if (place.before === undefined) this.head = place.after;
    else place.before.after = place.after;
    if (place.after === undefined) this.tail = place.before;
    else place.after.before = place.before;
    // A dead place that still pointed at the next would carry it, and all after it, through the young heap.
    place.before = undefined;
    place.after = undefined;
  }
}

interface Place<Waiter> {
  readonly waiter: Waiter;
  before: Place<Waiter> | undefined;
  after: Place<Waiter> | undefined;
  isIn: boolean;
}
