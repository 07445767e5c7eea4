/** Where an id was taken first. */
export interface IdPlace {
  readonly file: string;
  readonly line: number;
}

/**
 * The ids taken within one prompt. A million of them cost 40 MB: an id is kept as 64 bits of hash in flat arrays, not as
 * text, at a chance of 1 in 30 million that two of a million different ids are taken for the same.
 */
export class CaseIds {
  private taken = 0;
  private mask = 63;
  private low = new Uint32Array(64);
  private high = new Uint32Array(64);
  /** 0 marks a free slot: lines count from 1. */
  private line = new Uint32Array(64);
  private file = new Uint16Array(64);
  private copies = new Uint32Array(64);
  private readonly files: string[] = [];

  /** Takes the id. Gives the place of the one that had it before. */
  take(id: string, file: string, line: number): IdPlace | undefined {
    const slot = this.slotOf(id);
    const earlier = this.line[slot] ?? 0;
    if (earlier > 0) return { file: this.files[this.file[slot] ?? 0] ?? file, line: earlier };
    this.fill(slot, file, line);
    return undefined;
  }

  /** Takes the id or, where it is taken, the first free of `id-2`, `id-3` and so on; gives what it took. */
  takeNumbered(id: string, file: string, line: number): string {
    const slot = this.slotOf(id);
    if (this.line[slot] === 0) {
      this.fill(slot, file, line);
      return id;
    }
    for (let copy = Math.max(this.copies[slot] ?? 0, 1) + 1; ; copy += 1) {
      const numbered = `${id}-${String(copy)}`;
      if (this.take(numbered, file, line) !== undefined) continue;
      this.copies[this.slotOf(id)] = copy;
      return numbered;
    }
  }

  /** The slot that holds the id, or the free one where it belongs; makes sure that there is one. Leaves `hashLow`, `hashHigh`. */
  private slotOf(id: string): number {
    if (this.taken * 4 >= (this.mask + 1) * 3) this.grow();
    this.hash(id);
    return this.probe(this.hashLow, this.hashHigh);
  }

  private probe(low: number, high: number): number {
    let slot = low & this.mask;
    while (this.line[slot] !== 0 && (this.low[slot] !== low || this.high[slot] !== high))
      slot = (slot + 1) & this.mask;
    return slot;
  }

  private fill(slot: number, file: string, line: number): void {
    this.low[slot] = this.hashLow;
    this.high[slot] = this.hashHigh;
    this.line[slot] = Math.max(line, 1);
    this.file[slot] = this.numberOf(file);
    this.taken += 1;
  }

  private numberOf(file: string): number {
    if (this.files.at(-1) === file) return this.files.length - 1;
    const known = this.files.indexOf(file);
    return known === -1 ? this.files.push(file) - 1 : known;
  }

  private grow(): void {
    const { low, high, line, file, copies } = this;
    const size = line.length * 2;
    this.mask = size - 1;
    this.low = new Uint32Array(size);
    this.high = new Uint32Array(size);
    this.line = new Uint32Array(size);
    this.file = new Uint16Array(size);
    this.copies = new Uint32Array(size);
    for (let old = 0; old < line.length; old += 1) {
      if (line[old] === 0) continue;
      const slot = this.probe(low[old] ?? 0, high[old] ?? 0);
      this.low[slot] = low[old] ?? 0;
      this.high[slot] = high[old] ?? 0;
      this.line[slot] = line[old] ?? 0;
      this.file[slot] = file[old] ?? 0;
      this.copies[slot] = copies[old] ?? 0;
    }
  }

  private hashLow = 0;
  private hashHigh = 0;

  /** Two multiplicative hashes that mix into each other at the end; fields instead of a result, to allocate nothing. */
  private hash(id: string): void {
    let one = 0x9e3779b9;
    let two = 0x85ebca6b;
    for (let at = 0; at < id.length; at += 1) {
      const code = id.charCodeAt(at);
      one = Math.imul(one ^ code, 0x9e3779b1);
      two = Math.imul(two ^ code, 0x5f356495);
    }
    one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
    two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
    this.hashLow = (one ^ (one >>> 16)) >>> 0;
    this.hashHigh = (two ^ (two >>> 15)) >>> 0;
  }
}
