import assert from 'node:assert/strict';
import { printValue } from '#core/prompts/printValue.ts';

describe('printValue', () => {
  it('prints whole numbers as they are', () => {
    assert.equal(printValue(0), '0');
    assert.equal(printValue(3), '3');
    assert.equal(printValue(-42), '-42');
    assert.equal(printValue(1_000_000), '1000000');
    assert.equal(printValue(9_007_199_254_740_991), '9007199254740991');
  });

  it('prints fractions with as few digits as say the same number', () => {
    assert.equal(printValue(0.5), '0.5');
    assert.equal(printValue(0.1), '0.1');
    assert.equal(printValue(123_456.75), '123456.75');
    assert.equal(printValue(0.0001), '0.0001');
  });

  it('prints large and tiny fractions with an exponent of at least two digits, as Go does', () => {
    assert.equal(printValue(1_234_567.5), '1.2345675e+06');
    assert.equal(printValue(1e21), '1e+21');
    assert.equal(printValue(0.000_01), '1e-05');
    assert.equal(printValue(-2.5e-7), '-2.5e-07');
    assert.equal(printValue(1e300), '1e+300');
  });

  it('prints what is no number of JSON as Go does', () => {
    assert.equal(printValue(Number.NaN), 'NaN');
    assert.equal(printValue(Number.POSITIVE_INFINITY), '+Inf');
    assert.equal(printValue(Number.NEGATIVE_INFINITY), '-Inf');
  });

  it('prints booleans and nothing', () => {
    assert.equal(printValue(true), 'true');
    assert.equal(printValue(false), 'false');
    assert.equal(printValue(null), '<nil>');
  });

  it('prints lists and maps as Go does, maps sorted by key', () => {
    assert.equal(printValue([]), '[]');
    assert.equal(printValue({}), 'map[]');
    assert.equal(printValue(['a', 'b']), '[a b]');
    assert.equal(printValue({ b: 2, a: [1, null] }), 'map[a:[1 <nil>] b:2]');
  });
});
