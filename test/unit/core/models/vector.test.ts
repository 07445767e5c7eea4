import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readVector, vectorText } from '#core/models/vector.ts';

describe('a vector as text', () => {
  it('is base64 of little-endian floats', () => {
    assert.equal(vectorText([1, -2]), 'AACAPwAAAMA=');
    assert.deepEqual(readVector('AACAPwAAAMA='), Float32Array.from([1, -2]));
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true }),
        (vector) => {
          assert.deepEqual(readVector(vectorText([...vector])), vector);
        },
      ),
    );
  });

  it('is nothing where the text is empty, cut, or holds what is no number', () => {
    for (const text of ['', 'AACA', 'yes', 'AAAA AAAA', vectorText([Number.NaN])]) {
      assert.equal(readVector(text), undefined, text);
    }
  });
});
