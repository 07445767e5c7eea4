import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { caseId } from '#core/datasets/caseId.ts';

describe('caseId', () => {
  it('is twelve characters of lowercase base32', () => {
    assert.match(caseId({ ticket: 'late' }), /^[a-z2-7]{12}$/);
  });

  it('is the start of the SHA-256 of the canonical JSON', () => {
    const bits = [...createHash('sha256').update('{"a":[1,{"b":2,"c":null}],"z":"é"}').digest()]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');
    const expected = Array.from({ length: 12 }, (_, at) =>
      'abcdefghijklmnopqrstuvwxyz234567'.charAt(Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)),
    ).join('');
    assert.equal(caseId({ z: 'é', a: [1, { c: null, b: 2 }] }), expected);
  });

  it('never changes between versions', () => {
    assert.equal(caseId({}), 'iqjw7i2vwnty');
  });

  it('does not depend on the order of keys at any depth', () => {
    assert.equal(caseId({ a: { x: 1, y: 2 }, b: 1 }), caseId({ b: 1, a: { y: 2, x: 1 } }));
  });

  it('depends on the order of a list, on types and on every value', () => {
    const ids = [{ a: [1, 2] }, { a: [2, 1] }, { a: '1,2' }, { a: null }, { a: 'null' }, {}];
    assert.equal(new Set(ids.map(caseId)).size, ids.length);
  });
});
