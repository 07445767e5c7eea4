/** Numbers that are kept for their quantiles, in 8 bytes each. */
export class Samples {
  private values = new Float64Array(64);
  private size = 0;
  private isSorted = true;

  get count(): number {
    return this.size;
  }

  /** A number that is not finite is left out. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    if (this.size === this.values.length) {
      const larger = new Float64Array(2 * this.size);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.size] = value;
    this.size += 1;
    this.isSorted = false;
  }

  /** Linear between neighbours, as numpy does by default; `share` in [0, 1]. `undefined` where there is no number. */
  quantile(share: number): number | undefined {
    if (this.size === 0 || !(share >= 0 && share <= 1)) return undefined;
    if (!this.isSorted) {
      this.values.subarray(0, this.size).sort();
      this.isSorted = true;
    }
    const place = share * (this.size - 1);
    const below = Math.floor(place);
    const low = this.values[below];
    const high = this.values[Math.min(below + 1, this.size - 1)];
    if (low === undefined || high === undefined) return undefined;
    return low + (high - low) * (place - below);
  }
}
