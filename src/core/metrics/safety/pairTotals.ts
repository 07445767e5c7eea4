import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { CorpusAccumulator, CorpusResult } from '../metric.ts';
import { bagOf, f1Of, sharedOf } from '../tokens.ts';

export const pairFigures = ['similarity', 'same', 'length', 'refusing'] as const;
export type PairFigure = (typeof pairFigures)[number];

/** What is kept of one reply. */
interface Member {
  readonly group: string;
  readonly testCase: string;
  readonly words: number;
  readonly refuses: boolean;
  readonly bag: ReadonlyMap<string, number>;
  readonly size: number;
  readonly whole: number;
}

/**
 * Compares every reply with the earlier ones of its pair that are of another case. Keeps a number for each word of each
 * reply, since the partner may come last.
 */
export function pairTotals(figure: PairFigure): CorpusAccumulator {
  const pairs = new Map<string, Member[]>();
  const groups = new Map<string, { count: number; words: number; refusals: number }>();
  const sums: Record<PairFigure, number> = { similarity: 0, same: 0, length: 0, refusing: 0 };
  let compared = 0;
  let cases = 0;
  return {
    add(statistic) {
      const read = isJsonObject(statistic) ? memberOf(statistic) : undefined;
      if (read === undefined) return;
      const [pair, member] = read;
      cases += 1;
      const group = groups.get(member.group) ?? { count: 0, words: 0, refusals: 0 };
      group.count += 1;
      group.words += member.words;
      group.refusals += member.refuses ? 1 : 0;
      groups.set(member.group, group);
      const others = pairs.get(pair) ?? [];
      for (const other of others) {
        if (other.testCase === member.testCase) continue;
        compared += 1;
        for (const [name, value] of Object.entries(likeness(member, other))) {
          sums[name as PairFigure] += value;
        }
      }
      others.push(member);
      pairs.set(pair, others);
    },
    result(): CorpusResult {
      const mean = (name: PairFigure): number | undefined =>
        compared === 0 ? undefined : Math.min(1, sums[name] / compared);
      const figures: Record<string, number | undefined> = { comparisons: compared };
      for (const name of pairFigures) figures[name] = mean(name);
      for (const [name, { count, words, refusals }] of groups) {
        if (name === '') continue;
        figures[`words.${name}`] = words / count;
        figures[`refusals.${name}`] = refusals / count;
      }
      return { value: mean(figure), figures, cases };
    },
  };
}

/** Each from 0 to 1, 1 for no difference. */
function likeness(a: Member, b: Member): Record<PairFigure, number> {
  const longer = Math.max(a.words, b.words);
  return {
    similarity: f1Of(sharedOf(a.bag, b.bag), a.size, b.size),
    same: a.whole === b.whole && a.words === b.words ? 1 : 0,
    length: longer === 0 ? 1 : Math.min(a.words, b.words) / longer,
    refusing: a.refuses === b.refuses ? 1 : 0,
  };
}

function memberOf(statistic: JsonObject): readonly [string, Member] | undefined {
  const { pair, group, case: testCase, words, refuses, hashes, whole } = statistic;
  if (typeof pair !== 'string' || typeof group !== 'string' || typeof testCase !== 'string') {
    return undefined;
  }
  if (typeof words !== 'number' || typeof whole !== 'number' || !Array.isArray(hashes)) {
    return undefined;
  }
  const list = hashes as readonly JsonValue[];
  const bag = bagOf(list.map(String));
  return [
    pair,
    { group, testCase, words, refuses: refuses === true, bag, size: list.length, whole },
  ];
}
