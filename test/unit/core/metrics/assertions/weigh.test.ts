import assert from 'node:assert/strict';
import { namedMeans, weigh, type Outcome } from '#core/metrics/assertions/weigh.ts';

type Told = Partial<Pick<Outcome, 'name' | 'weight'>>;

function part(result: Outcome['result'], more: Told = {}): Outcome {
  return { label: 'contains', weight: 1, details: {}, ...more, result };
}

const passed = (value = 1, more: Told = {}): Outcome =>
  part({ kind: 'scored', value, pass: true }, more);
const missed = (value = 0, more: Told = {}): Outcome =>
  part({ kind: 'scored', value, pass: false, why: 'not there' }, more);
const broken = (more: Told = {}): Outcome => part({ kind: 'failed', why: 'no answer' }, more);
const beside = (more: Told = {}): Outcome => part({ kind: 'not-applicable', why: 'no text' }, more);

describe('the sum of assertions', () => {
  it('passes where nothing fails, and is the mean', () => {
    assert.deepEqual(weigh([passed(), passed(0.5)], undefined), {
      kind: 'scored',
      value: 0.75,
      pass: true,
    });
  });

  it('does not pass where one fails, and names the first', () => {
    assert.deepEqual(weigh([passed(), missed(), missed()], undefined), {
      kind: 'scored',
      value: 1 / 3,
      pass: false,
      why: 'contains: not there',
    });
  });

  it('lets a threshold decide instead, which itself passes', () => {
    const parts = [passed(1, { weight: 3 }), missed(0, { weight: 1 })];
    assert.deepEqual(weigh(parts, 0.75), {
      kind: 'scored',
      value: 0.75,
      pass: true,
      why: 'the mean 0.75 of 2 against 0.75',
    });
    assert.deepEqual(weigh(parts, 0.76), {
      kind: 'scored',
      value: 0.75,
      pass: false,
      why: 'the mean 0.75 of 2 against 0.76',
    });
  });

  it('reaches a threshold that only rounding misses', () => {
    const parts = [0.1, 0.2, 0.3].map((value) => passed(value));
    const found = weigh(parts, 0.2);
    assert.equal(found.kind === 'scored' && found.pass, true);
  });

  it('lets what weighs nothing fail nothing', () => {
    assert.deepEqual(weigh([passed(), missed(0, { weight: 0 })], undefined), {
      kind: 'scored',
      value: 1,
      pass: true,
    });
    assert.deepEqual(weigh([passed(), broken({ weight: 0 })], undefined), {
      kind: 'scored',
      value: 1,
      pass: true,
    });
  });

  it('gives no verdict where nothing can fail', () => {
    assert.deepEqual(weigh([missed(0.4, { weight: 0 })], undefined), {
      kind: 'scored',
      value: 0.4,
    });
  });

  it('is failed where a part that counts broke, and no 0', () => {
    assert.deepEqual(weigh([passed(), broken()], 0.1), {
      kind: 'failed',
      why: 'contains: no answer',
    });
  });

  it('leaves out what is not applicable, and says so', () => {
    assert.deepEqual(weigh([passed(), beside()], undefined), {
      kind: 'scored',
      value: 1,
      pass: true,
      why: '1 of 2 not applicable',
    });
    assert.deepEqual(weigh([beside()], undefined), {
      kind: 'not-applicable',
      why: 'nothing of it could be scored; contains: no text',
    });
  });

  it('takes names together by their weights, in groups too', () => {
    const group: Outcome = {
      ...passed(0.5, { name: 'whole' }),
      parts: [missed(0, { name: 'tone', weight: 3 })],
    };
    assert.deepEqual(namedMeans([passed(1, { name: 'tone' }), group]), { tone: 0.25, whole: 0.5 });
  });

  it('tells a name also where it weighs nothing', () => {
    assert.deepEqual(namedMeans([passed(0.002, { name: 'price', weight: 0 })]), { price: 0.002 });
  });
});
