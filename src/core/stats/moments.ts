/** Mean and variance of numbers that come one by one, in constant memory and without cancellation. */
export class Moments {
  private size = 0;
  private total = 0;
  private lost = 0;
  private running = 0;
  private squares = 0;

  get count(): number {
    return this.size;
  }

  /** A number that is not finite is left out. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.size += 1;
    // Neumaier's sum: what the addition rounds away is kept apart.
    const next = this.total + value;
    this.lost +=
      Math.abs(this.total) >= Math.abs(value)
        ? this.total - next + value
        : value - next + this.total;
    this.total = next;
    // Welford's variance.
    const before = value - this.running;
    this.running += before / this.size;
    this.squares += before * (value - this.running);
  }

  get sum(): number {
    return this.total + this.lost;
  }

  /** `undefined` where there is no number. */
  get mean(): number | undefined {
    return this.size === 0 ? undefined : this.sum / this.size;
  }

  /** Of the sample (n − 1). `undefined` for fewer than two numbers. */
  get variance(): number | undefined {
    return this.size < 2 ? undefined : this.squares / (this.size - 1);
  }

  get standardDeviation(): number | undefined {
    const { variance } = this;
    return variance === undefined ? undefined : Math.sqrt(variance);
  }
}
