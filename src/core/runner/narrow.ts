import type { EvalCase } from '#protocol/case.ts';
import type { RunOptions } from '#protocol/run.ts';
import { sha256 } from '../files/hash.ts';
import { isSelected, type Selection } from '../graph/selectChanged.ts';
import { casesOf, type CaseDesk } from '../project/casesOf.ts';
import type { ChosenPrompt } from './choose.ts';
import { caseWeight, inShard, type CaseWeight } from './inShard.ts';

/** What a run leaves out beside what its options name. */
export interface Narrowing {
  /** Only what changed. */
  readonly selection?: Selection;
  /** So many cases of each prompt, at most. */
  readonly sample?: number;
  /** Another one draws another sample. */
  readonly seed?: string;
  /** Only this part of what is left, from 1. */
  readonly shard?: { readonly index: number; readonly of: number };
}

/** A prompt of the plan, and which of its cases a run takes. */
export interface NarrowedPrompt {
  readonly chosen: ChosenPrompt;
  /** In all parts together, where it is one of several. */
  readonly taken: number;
  /** Cases that could have been taken: `taken` of them were drawn. */
  readonly of: number;
  readonly takes: (testCase: EvalCase) => boolean;
  /** Set where this is a part of a run. */
  readonly shard?: { readonly placeOf: (testCase: EvalCase) => number };
}

/** Whether options want a case; empty lists want all. */
function wantedBy(wanted: Pick<RunOptions, 'cases' | 'tags'>): (testCase: EvalCase) => boolean {
  const ids = new Set(wanted.cases);
  const tags = new Set(wanted.tags);
  return (testCase) =>
    (ids.size === 0 || ids.has(testCase.id)) &&
    (tags.size === 0 || testCase.tags.some((tag) => tags.has(tag)));
}

/**
 * Goes through every case once more, and leaves prompts out that nothing is left of. A sample holds the cases whose hash is
 * lowest: the same in every run, whatever their order, and a new case takes the place of one at most.
 */
export async function narrow(
  desk: CaseDesk,
  chosen: readonly ChosenPrompt[],
  wanted: Pick<RunOptions, 'cases' | 'tags'>,
  { selection, sample, seed = '', shard }: Narrowing,
  signal: AbortSignal,
): Promise<readonly NarrowedPrompt[]> {
  const isWanted = wantedBy(wanted);
  const narrowed: (NarrowedPrompt & { readonly cases: readonly CaseWeight[] })[] = [];
  for (const one of chosen) {
    const { loaded, prompt } = one;
    const { file } = loaded;
    if (selection !== undefined && !selection.prompts.has(file)) continue;
    const isIn = (testCase: EvalCase): boolean =>
      isWanted(testCase) && (selection === undefined || isSelected(selection, file, testCase.id));
    const draw = new Draw(sample ?? Number.POSITIVE_INFINITY, seed);
    const weights: CaseWeight[] = [];
    for await (const { cases: read } of casesOf(desk, loaded, prompt, () => {}, signal)) {
      for (const testCase of read.filter(isIn)) {
        draw.add(testCase.id);
        if (shard !== undefined) weights.push(caseWeight(testCase));
      }
    }
    if (draw.seen === 0) continue;
    narrowed.push({
      cases: weights.filter(({ id }) => draw.holds(id)),
      chosen: one,
      taken: Math.min(draw.seen, draw.most),
      of: draw.seen,
      takes: (testCase) => isIn(testCase) && draw.holds(testCase.id),
    });
  }
  return shard === undefined ? narrowed : inShard(narrowed, shard);
}

/** The lowest hashes of what it sees, at most so many. */
class Draw {
  readonly most: number;
  seen = 0;
  private readonly seed: string;
  private lowest: string[] = [];

  constructor(most: number, seed: string) {
    this.most = most;
    this.seed = seed;
  }

  add(id: string): void {
    this.seen += 1;
    if (!Number.isFinite(this.most)) return;
    this.lowest.push(rankOf(this.seed, id));
    if (this.lowest.length >= this.most * 2 + 1000) this.trim();
  }

  holds(id: string): boolean {
    if (this.seen <= this.most) return true;
    if (this.lowest.length > this.most) this.trim();
    const rank = rankOf(this.seed, id);
    return rank <= (this.lowest.at(-1) ?? '');
  }

  private trim(): void {
    this.lowest = this.lowest.toSorted().slice(0, this.most);
  }
}

/** Says nothing of the case, and is the same on every machine. */
function rankOf(seed: string, id: string): string {
  return sha256(JSON.stringify([seed, id])).slice(0, 16);
}
