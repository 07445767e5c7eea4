import type { EvalCase } from '#protocol/case.ts';
import { casesOf, type CaseDesk } from '../project/casesOf.ts';
import { assignShards, type ShardItem } from '../shards/assignShards.ts';
import type { NarrowedPrompt } from './narrow.ts';

/**
 * Leaves only one part of the cases. What a case costs is taken to go with the length of its values; a prompt that no case
 * of this part belongs to stays, so that the parts can be joined.
 */
export async function inShard(
  desk: CaseDesk,
  narrowed: readonly NarrowedPrompt[],
  { index, of }: { readonly index: number; readonly of: number },
  signal: AbortSignal,
): Promise<readonly NarrowedPrompt[]> {
  const items: ShardItem[] = [];
  const places = narrowed.map(() => new Map<string, number>());
  for (const [prompt, { chosen, takes }] of narrowed.entries()) {
    const { loaded, prompt: read, repeats, candidates } = chosen;
    for await (const { cases } of casesOf(desk, loaded, read, () => {}, signal)) {
      for (const testCase of cases.filter((one) => takes(one))) {
        const known = places[prompt];
        known?.set(testCase.id, known.size);
        const weight = weightOf(testCase) * repeats * candidates.length;
        items.push({ key: keyOf(loaded.file, testCase), weight });
      }
    }
  }
  const shards = assignShards(items, of);
  return narrowed.map((one, prompt) => ({
    ...one,
    takes: (testCase) =>
      one.takes(testCase) && shards.get(keyOf(one.chosen.loaded.file, testCase)) === index - 1,
    shard: { placeOf: (testCase) => places[prompt]?.get(testCase.id) ?? 0 },
  }));
}

/** What a request costs whatever is in it, in characters of values. */
const base = 500;

function weightOf({ values }: EvalCase): number {
  return base + JSON.stringify(values).length;
}

function keyOf(file: string, { id }: EvalCase): string {
  return `${file} ${id}`;
}
