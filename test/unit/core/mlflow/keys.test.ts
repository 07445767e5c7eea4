import { cutValue, keyPart } from '#core/mlflow/keys.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

/** Texts of any code points, halves of pairs too. */
function anything(maxLength: number): fc.Arbitrary<string> {
  const units = fc.array(fc.integer({ min: 0, max: 0x10_ff_ff }), { maxLength });
  return units.map((some) => String.fromCodePoint(...some));
}

describe('keys in MLflow', () => {
  it('stay as they are where MLflow takes them', () => {
    for (const name of ['right queue', 'pass_rate', 'größe-2.1', '質問']) {
      assert.equal(keyPart(name), name);
    }
  });

  it('are changed in a way that keeps them apart', () => {
    assert.deepEqual(
      ['a/b', 'a_b', 'a:b', '..', '', ' x'].map((name) => keyPart(name)),
      ['a_b-c14cdd', 'a_b', 'a_b-6783a3', '..-5ec1f7', '-e3b0c4', 'x-830a81'],
    );
  });

  it('are short, without a slash, and of letters that MLflow takes, whatever they are made of', () => {
    fc.assert(
      fc.property(anything(400), (name) => {
        const part = keyPart(name);
        assert.ok(part.length <= 100 && part.length > 0);
        assert.match(part, /^[\p{L}\p{N}_.\- ]+$/u);
        assert.ok(!/^\.*$/.test(part));
      }),
    );
  });
});

describe('values in MLflow', () => {
  it('are cut at a whole character, and say so', () => {
    assert.equal(cutValue('short', 10), 'short');
    assert.equal(cutValue('ééééé', 8), 'éé…');
    assert.equal(cutValue('😀😀😀', 11), '😀😀…');
    assert.equal(cutValue('a\0b\ud800', 20), 'a\uFFFDb\uFFFD');
  });

  it('are never longer than is allowed', () => {
    fc.assert(
      fc.property(anything(200), fc.integer({ min: 3, max: 100 }), (text, bytes) => {
        assert.ok(Buffer.byteLength(cutValue(text, bytes)) <= bytes);
      }),
    );
  });
});
