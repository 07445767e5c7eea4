import { age, columnArgument, metricArgument, usd, wholeNumber } from '#cli/args.ts';
import assert from 'node:assert/strict';

describe('option values', () => {
  it('are whole numbers in their range', () => {
    assert.equal(wholeNumber(1, 1000)('12'), 12);
    for (const text of ['0', '1001', '1.5', '-1', '1e2', '', ' 1', '0x10', 'NaN']) {
      assert.throws(() => wholeNumber(1, 1000)(text), /a whole number from 1 to 1,000/, text);
    }
  });

  it('are amounts of money above nothing', () => {
    assert.equal(usd('0.5'), 0.5);
    assert.equal(usd('$2'), 2);
    assert.equal(usd('.05'), 0.05);
    for (const text of ['0', '', '$', '-1', '1,5', '1e9', 'Infinity', '.']) {
      assert.throws(() => usd(text), /an amount of USD above 0/, text);
    }
  });

  it('are ages with a unit', () => {
    assert.equal(age('30d'), 2_592_000_000);
    assert.equal(age('12h'), 43_200_000);
    assert.equal(age('2w'), 1_209_600_000);
    for (const text of ['30', 'd', '0d', '3m', '-3d'])
      assert.throws(() => age(text), /hours/, text);
  });

  it('are metrics with settings in JSON, one after the other', () => {
    const first = metricArgument('exact-match', undefined);
    assert.deepEqual(metricArgument('label={"labels":["a=b","c"]}', first), [
      { kind: 'exact-match' },
      { kind: 'label', settings: '{"labels":["a=b","c"]}' },
    ]);
    for (const text of ['', '={}', 'label=', 'label=[1]', 'label={']) {
      assert.throws(() => metricArgument(text, undefined), /JSON object/, text);
    }
  });

  it('are fields with their columns', () => {
    assert.deepEqual(columnArgument('expected=queue', { output: 'reply' }), {
      output: 'reply',
      expected: 'queue',
    });
    for (const text of ['expected', '=queue', 'expected=']) {
      assert.throws(() => columnArgument(text, undefined), /field=column/, text);
    }
  });
});
