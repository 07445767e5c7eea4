/** The length of the longest common subsequence, 32 cells at a time (Hyyrö 2004). Memory grows with `left`. */
export function commonLength(left: Int32Array, right: Int32Array): number {
  const size = Math.ceil(left.length / 32);
  const masks = new Map<number, Uint32Array>();
  for (const [at, token] of left.entries()) {
    let mask = masks.get(token);
    if (mask === undefined) {
      mask = new Uint32Array(size);
      masks.set(token, mask);
    }
    mask[at >>> 5] = (mask[at >>> 5] ?? 0) | (1 << (at & 31));
  }
  // A 0 bit is a row at which the length grows.
  const flat = new Uint32Array(size).fill(0xffffffff);
  for (const token of right) {
    const mask = masks.get(token);
    if (mask === undefined) continue;
    let carry = 0;
    for (let word = 0; word < size; word += 1) {
      const bits = flat[word] ?? 0;
      const hits = mask[word] ?? 0;
      const sum = bits + ((bits & hits) >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      flat[word] = (sum >>> 0) | (bits & ~hits);
    }
  }
  let length = 0;
  for (let at = 0; at < left.length; at += 1) {
    if ((((flat[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 0) length += 1;
  }
  return length;
}

/**
 * Marks the places in `left` of one longest common subsequence. Which one, where there are several:
 * from the end, a place of `left` is given up unless giving up one of `right` keeps more.
 */
export function markCommon(left: Int32Array, right: Int32Array, marks: Uint8Array): void {
  const width = right.length + 1;
  const table = new Int32Array((left.length + 1) * width);
  for (let row = 1; row <= left.length; row += 1) {
    for (let column = 1; column <= right.length; column += 1) {
      const cell = row * width + column;
      table[cell] =
        left[row - 1] === right[column - 1]
          ? (table[cell - width - 1] ?? 0) + 1
          : Math.max(table[cell - width] ?? 0, table[cell - 1] ?? 0);
    }
  }
  let row = left.length;
  let column = right.length;
  while (row > 0 && column > 0) {
    const cell = row * width + column;
    if (left[row - 1] === right[column - 1]) {
      marks[row - 1] = 1;
      row -= 1;
      column -= 1;
    } else if ((table[cell - 1] ?? 0) > (table[cell - width] ?? 0)) column -= 1;
    else row -= 1;
  }
}
