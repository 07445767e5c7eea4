import type { Candidate, PromptCopy } from '#protocol/run.ts';

/**
 * Numbers the trials of a run. The same inputs give the same numbers, so a journal can name a trial by one
 * integer and a resumed run can tick off what is done in a bitmap.
 */
export interface TrialGrid {
  readonly total: number;
  /** Trials of one candidate. */
  planned(candidate: number): number;
  /** `index`: the case's place among its prompt's cases. */
  number(candidate: number, index: number, repeat: number): number;
}

export function trialGrid(
  prompts: readonly Pick<PromptCopy, 'cases' | 'repeats'>[],
  candidates: readonly Pick<Candidate, 'prompt'>[],
): TrialGrid {
  const slots: number[] = [];
  const width = prompts.map(() => 0);
  for (const candidate of candidates) {
    const slot = width[candidate.prompt] ?? 0;
    slots.push(slot);
    width[candidate.prompt] = slot + 1;
  }
  let total = 0;
  const bases = prompts.map((prompt, place) => {
    const base = total;
    total += prompt.cases * prompt.repeats * (width[place] ?? 0);
    return base;
  });
  return {
    total,
    planned(candidate) {
      const prompt = prompts[candidates[candidate]?.prompt ?? -1];
      return prompt === undefined ? 0 : prompt.cases * prompt.repeats;
    },
    number(candidate, index, repeat) {
      const place = candidates[candidate]?.prompt ?? 0;
      const repeats = prompts[place]?.repeats ?? 1;
      const slot = slots[candidate] ?? 0;
      return (bases[place] ?? 0) + (index * (width[place] ?? 0) + slot) * repeats + repeat;
    },
  };
}
