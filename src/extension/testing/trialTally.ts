import { join } from 'node:path';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { itemId } from './testPlace.ts';
import type { CaseTrials } from './verdicts.ts';

/** The trials of one case and variant that have ended. */
export interface TalliedCase {
  /** Of the Test Explorer's item. */
  readonly id: string;
  readonly trials: Omit<CaseTrials, 'expected'>;
}

/** Puts the trials of a run together by case and variant. */
export interface TrialTally {
  /** The case, once its last trial has come. */
  add(result: TrialResult): TalliedCase | undefined;
  /** Cases of which trials are missing. Empties the tally. */
  rest(): readonly TalliedCase[];
}

export function tallyTrials(root: string, manifest: RunManifest): TrialTally {
  const open = new Map<
    string,
    { planned: number; repeats: number; trials: CaseTrials['trials'] }
  >();
  const planned = Map.groupBy(manifest.candidates, ({ prompt, variant }) => {
    return JSON.stringify([prompt, variant]);
  });
  return {
    add(result) {
      const candidate = manifest.candidates[result.candidate];
      const prompt = manifest.prompts[candidate?.prompt ?? -1];
      if (candidate === undefined || prompt === undefined) return undefined;
      const { variant, model } = candidate;
      const id = itemId({ root, prompt: join(root, prompt.file), variant, caseId: result.caseId });
      const models = planned.get(JSON.stringify([candidate.prompt, variant]))?.length ?? 1;
      const before = open.get(id)?.trials ?? [];
      const trials = {
        planned: models * prompt.repeats,
        repeats: prompt.repeats,
        trials: [...before, { model, result }],
      };
      if (trials.trials.length < trials.planned) {
        open.set(id, trials);
        return undefined;
      }
      open.delete(id);
      return { id, trials };
    },
    rest() {
      const left = Array.from(open, ([id, trials]) => ({ id, trials }));
      open.clear();
      return left;
    },
  };
}
