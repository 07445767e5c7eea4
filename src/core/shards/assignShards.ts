import { sha256 } from '../files/hash.ts';

/** Something that a shard has to do, and about how much of it. */
export interface ShardItem {
  readonly key: string;
  /** In whatever unit, at least 0. */
  readonly weight: number;
}

/** Above the mean load no shard gets more than this, as long as single items are small. */
const slack = 1.05;

/**
 * Gives every item to one of `of` shards, from 0. The same items go to the same shards on every machine and in every order;
 * one item more moves few others. Rendezvous hashing with bounded loads: each item goes to the shard that its key likes
 * best and that is not full yet (Mirrokni, Thorup, Zadimoghaddam 2018, with rendezvous instead of consistent hashing).
 */
export function assignShards(items: readonly ShardItem[], of: number): ReadonlyMap<string, number> {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  const most = (total / of) * slack;
  const loads = Array.from({ length: of }, () => 0);
  const assigned = new Map<string, number>();
  const ranked = items
    .map((item) => ({ ...item, rank: sha256(item.key) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  for (const { key, weight } of ranked) {
    const liked = preferences(key, of);
    const lightest = loads.indexOf(Math.min(...loads));
    const shard = liked.find((one) => (loads[one] ?? 0) + weight <= most) ?? lightest;
    loads[shard] = (loads[shard] ?? 0) + weight;
    assigned.set(key, shard);
  }
  return assigned;
}

function preferences(key: string, of: number): readonly number[] {
  return Array.from({ length: of }, (_, shard) => ({ shard, rank: sha256(`${shard} ${key}`) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ shard }) => shard);
}
