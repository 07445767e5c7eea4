const bytesPerNumber = 4;
/** Numbers. More than any model gives. */
const longestVector = 65_536;

/** A vector as the text of a reply: base64 of little-endian floats of 32 bits, a third of what digits would take. */
export function vectorText(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(numbers.length * bytesPerNumber);
  for (const [place, number] of numbers.entries()) {
    bytes.writeFloatLE(number, place * bytesPerNumber);
  }
  return bytes.toString('base64');
}

/** `undefined` where the text is no vector: empty, cut, or with a number that is none. */
export function readVector(text: string): Float32Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  const length = bytes.length / bytesPerNumber;
  if (!Number.isInteger(length) || length === 0 || length > longestVector) return undefined;
  const vector = new Float32Array(length);
  for (let place = 0; place < length; place += 1) {
    const number = bytes.readFloatLE(place * bytesPerNumber);
    if (!Number.isFinite(number)) return undefined;
    vector[place] = number;
  }
  return vector;
}
