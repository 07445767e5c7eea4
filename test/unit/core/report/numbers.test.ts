import {
  count,
  counted,
  duration,
  figure,
  money,
  percent,
  percentRange,
  plainUsd,
} from '#core/report/numbers.ts';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';

describe('numbers for people', () => {
  it('show money with as many digits as matter', () => {
    assert.equal(money(0.0123), '$0.0123');
    assert.equal(money(0.00001), '< $0.0001');
    assert.equal(money(0), '$0');
    assert.equal(money(0.99999), '$1.00');
    assert.equal(money(1234.5), '$1,234.50');
  });

  it('never show an unknown price as nothing', () => {
    assert.equal(money(undefined), 'unpriced');
  });

  it('give an amount back that the command line takes', () => {
    assert.equal(plainUsd(1), '1');
    assert.equal(plainUsd(0.1 + 0.2), '0.3');
    assert.equal(plainUsd(0.005), '0.005');
    assert.equal(plainUsd(0.0000001), '0.0000001');
    assert.equal(plainUsd(2.001), '2.01');
  });

  it('round a share to a tenth, and halves away from 0', () => {
    assert.equal(percent(2 / 3), '66.7 %');
    assert.equal(percent(0.2895), '29.0 %');
    assert.equal(percent(0.0005), '0.1 %');
    assert.equal(percent(0.9994), '99.9 %');
  });

  it('never round a share up to 100 % or down to 0 %', () => {
    assert.equal(percent(1), '100.0 %');
    assert.equal(percent(0.99999), '> 99.9 %');
    assert.equal(percent(0.9995), '> 99.9 %');
    assert.equal(percent(46 / 48), '95.8 %');
    assert.equal(percent(0.29), '29.0 %');
    assert.equal(percent(0.0001), '< 0.1 %');
    assert.equal(percent(0), '0.0 %');
    assert.equal(percentRange({ low: 0.86, high: 0.988 }), '86.0 to 98.8 %');
  });

  it('show durations in the unit that a person would take', () => {
    assert.deepEqual(
      [0, 812.4, 999.6, 2100, 59_960, 185_000, 7_440_000, 200_000_000].map((ms) => duration(ms)),
      ['0 ms', '812 ms', '1.0 s', '2.1 s', '1 min 0 s', '3 min 5 s', '2 h 4 min', '2 d 7 h'],
    );
  });

  it('group digits and know one from many', () => {
    assert.equal(count(1_234_567), '1,234,567');
    assert.equal(counted(1, 'error'), '1 error');
    assert.equal(counted(2000, 'error'), '2,000 errors');
  });

  it('show a metric that is not quite 1 as not quite 1', () => {
    assert.equal(figure(0.9999), '0.999');
    assert.equal(figure(1), '1');
    assert.equal(figure(0.9583), '0.958');
    assert.equal(figure(0.00012), '1.2e-4');
    assert.equal(figure(1234.56), '1,234.6');
    assert.equal(figure(undefined), 'none');
  });

  it('say 100 % of nothing but a whole, and 0 % of nothing but nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        assert.equal(percent(share) === '0.0 %', share === 0);
        assert.equal(percent(share) === '100.0 %', share >= 1 - 1e-12);
      }),
    );
  });
});
