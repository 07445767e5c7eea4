/**
 * Which tokens join into which, of a byte-pair vocabulary: the first 256 tokens are single bytes, each
 * other is a pair of earlier ones, and its number is its rank. A table with open addressing.
 */
export class Merges {
  private readonly ofByte: Int32Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly rank: Int32Array;
  private readonly mask: number;

  /** @param packed 256 bytes, then the pairs column by column: three bytes of the left, three of the right, low first. */
  constructor(packed: Uint8Array) {
    const count = (packed.length - bytes) / 6;
    const size = 2 ** Math.ceil(Math.log2(count * 2));
    this.mask = size - 1;
    this.left = new Int32Array(size).fill(-1);
    this.right = new Int32Array(size);
    this.rank = new Int32Array(size);
    this.ofByte = new Int32Array(bytes);
    for (let index = 0; index < bytes; index++) this.ofByte[packed[index] ?? 0] = index;
    const column = (place: number, index: number): number =>
      packed[bytes + place * count + index] ?? 0;
    const number = (place: number, index: number): number =>
      column(place, index) | (column(place + 1, index) << 8) | (column(place + 2, index) << 16);
    for (let index = 0; index < count; index++) {
      const [left, right] = [number(0, index), number(3, index)];
      const at = this.slot(left, right);
      this.left[at] = left;
      this.right[at] = right;
      this.rank[at] = index + bytes;
    }
  }

  byte(byte: number): number {
    return this.ofByte[byte] ?? 0;
  }

  /** The token that two tokens join into, or -1. */
  join(left: number, right: number): number {
    const at = this.slot(left, right);
    return this.left[at] === -1 ? -1 : (this.rank[at] ?? -1);
  }

  private slot(left: number, right: number): number {
    let at = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 7;
    for (; ; at++) {
      at &= this.mask;
      const there = this.left[at];
      if (there === -1 || (there === left && this.right[at] === right)) return at;
    }
  }
}

const bytes = 256;
