import assert from 'node:assert/strict';
import {
  type Arbitrary,
  assert as hold,
  integer,
  nat,
  property,
  record,
  string,
  uniqueArray,
} from 'fast-check';
import { assignShards, type ShardItem } from '#core/shards/assignShards.ts';

const items: Arbitrary<readonly ShardItem[]> = uniqueArray(
  record({ key: string({ minLength: 1 }), weight: integer({ min: 1, max: 1000 }) }),
  { selector: ({ key }) => key, maxLength: 200 },
);

describe('assigning shards', () => {
  it('gives every item to one shard, whatever the order of the items is', () => {
    hold(
      property(items, integer({ min: 1, max: 9 }), nat(), (some, of, by) => {
        const assigned = assignShards(some, of);
        assert.equal(assigned.size, some.length);
        for (const shard of assigned.values()) assert.ok(shard >= 0 && shard < of);
        const turned = [...some.slice(by % 7), ...some.slice(0, by % 7)];
        for (const [key, shard] of assignShards(turned, of)) assert.equal(shard, assigned.get(key));
      }),
    );
  });

  it('gives no shard more than a twentieth above its share, and one item', () => {
    hold(
      property(items, integer({ min: 1, max: 9 }), (some, of) => {
        const loads = Array.from({ length: of }, () => 0);
        const assigned = assignShards(some, of);
        for (const { key, weight } of some) {
          const shard = assigned.get(key) ?? 0;
          loads[shard] = (loads[shard] ?? 0) + weight;
        }
        const total = some.reduce((sum, { weight }) => sum + weight, 0);
        const heaviest = Math.max(0, ...some.map(({ weight }) => weight));
        for (const load of loads) assert.ok(load <= (total / of) * 1.05 + heaviest);
      }),
    );
  });

  it('moves few items where one is added', () => {
    const some = Array.from({ length: 1000 }, (_, at) => ({ key: `case ${at}`, weight: 10 }));
    const before = assignShards(some, 4);
    const after = assignShards([...some, { key: 'new', weight: 10 }], 4);
    const moved = some.filter(({ key }) => before.get(key) !== after.get(key));
    assert.ok(moved.length <= 20, `${moved.length} of 1000 moved`);
  });
});
