import { batches, type Entry } from '#core/mlflow/batches.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

const entry = fc.record({ key: fc.string(), value: fc.string({ maxLength: 200 }) });
const point = fc.record({
  key: fc.string(),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  timestamp: fc.nat(),
  step: fc.nat(),
});

function many(count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, at) => ({ key: `k${at}`, value: 'v' }));
}

describe('batches', () => {
  it('keep to what MLflow takes in a request: 100 tags, 100 parameters, 1,000 metrics, 1,000 together', () => {
    const points = Array.from({ length: 2500 }, (_, step) => {
      return { key: 'm', value: 1, timestamp: 0, step };
    });
    const cut = batches({ tags: many(120), params: many(230), metrics: points });
    assert.deepEqual(
      cut.map(({ tags, params, metrics }) => [tags.length, params.length, metrics.length]),
      [
        [100, 0, 0],
        [20, 100, 0],
        [0, 100, 0],
        [0, 30, 970],
        [0, 0, 1000],
        [0, 0, 530],
      ],
    );
  });

  it('are none where there is nothing', () => {
    assert.deepEqual(batches({ tags: [], params: [], metrics: [] }), []);
  });

  it('are below 1 MB each', () => {
    const long = Array.from({ length: 300 }, (_, at) => ({
      key: `k${at}`,
      value: 'é'.repeat(5000),
    }));
    const cut = batches({ tags: [], params: long, metrics: [] });
    assert.ok(cut.every((one) => Buffer.byteLength(JSON.stringify(one)) < 1_000_000));
    assert.equal(cut.length, 4);
  });

  it('lose nothing and keep the order', () => {
    const all = { tags: fc.array(entry), params: fc.array(entry), metrics: fc.array(point) };
    fc.assert(
      fc.property(fc.record(all, { noNullPrototype: true }), (one) => {
        const cut = batches(one);
        assert.deepEqual(
          {
            tags: cut.flatMap(({ tags }) => tags),
            params: cut.flatMap(({ params }) => params),
            metrics: cut.flatMap(({ metrics }) => metrics),
          },
          one,
        );
      }),
    );
  });
});
