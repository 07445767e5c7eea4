import type { EvalCase } from '#protocol/case.ts';
import { assignShards } from '../shards/assignShards.ts';
import type { NarrowedPrompt } from './narrow.ts';

/** What sharding has to know of a case. */
export interface CaseWeight {
  readonly id: string;
  /** What one request costs: taken to go with the length of the values, in characters. */
  readonly weight: number;
}

/** What a request costs whatever is in it. */
const base = 500;

export function caseWeight({ id, values }: EvalCase): CaseWeight {
  return { id, weight: base + JSON.stringify(values).length };
}

/** `cases`: those that are taken in all parts together, in their order. */
type WeighedPrompt = NarrowedPrompt & { readonly cases: readonly CaseWeight[] };

/** Leaves only one part of the cases. A prompt that no case of this part belongs to stays, so that the parts can be joined. */
export function inShard(
  weighed: readonly WeighedPrompt[],
  { index, of }: { readonly index: number; readonly of: number },
): readonly NarrowedPrompt[] {
  const items = weighed.flatMap(({ chosen: { loaded, repeats, candidates }, cases }) =>
    cases.map(({ id, weight }) => ({
      key: keyOf(loaded.file, id),
      weight: weight * repeats * candidates.length,
    })),
  );
  const shards = assignShards(items, of);
  return weighed.map(({ cases, ...one }) => {
    const places = new Map(cases.map(({ id }, place) => [id, place]));
    const { file } = one.chosen.loaded;
    return {
      ...one,
      takes: (testCase) =>
        one.takes(testCase) && shards.get(keyOf(file, testCase.id)) === index - 1,
      shard: { placeOf: ({ id }) => places.get(id) ?? 0 },
    };
  });
}

function keyOf(file: string, id: string): string {
  return `${file} ${id}`;
}
