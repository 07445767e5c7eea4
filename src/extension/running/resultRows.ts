import type { Stored } from '#core/store/runFolder.ts';
import { caseFingerprint, variantFingerprint } from '#core/authoring/fingerprint.ts';
import { readPrompt } from '#core/project/loadProject.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Outcome } from './resultBoard.ts';

/** One case on one candidate, as the newest run that has a result for it says. */
export interface ResultRow {
  readonly caseId: string;
  readonly variant: string;
  readonly model: string;
  readonly runId: string;
  readonly startedAt: string;
  readonly trials: readonly TrialResult[];
  /** The prompt's place in the run's manifest, and what the run was made from. */
  readonly place: number;
  readonly prints: RunPrints;
}

/** What a run was made from, as far as its results can go out of date. */
export class RunPrints {
  private readonly variants = new Map<string, string>();
  private readonly cases = new Map<string, string>();

  constructor(manifest: RunManifest) {
    for (const [place, { file, text }] of manifest.prompts.entries()) {
      const { value } = readPrompt(Buffer.from(text), file);
      if (value === undefined) continue;
      for (const [name, print] of variantPrints(value))
        this.variants.set(`${place} ${name}`, print);
    }
  }

  takeCase({ prompt, testCase }: SnapshotCase): void {
    this.cases.set(`${prompt} ${testCase.id}`, caseFingerprint(testCase));
  }

  variant(prompt: number, name: string): string | undefined {
    return this.variants.get(`${prompt} ${name}`);
  }

  case(prompt: number, id: string): string | undefined {
    return this.cases.get(`${prompt} ${id}`);
  }
}

export function variantPrints(prompt: Prompt): ReadonlyMap<string, string> {
  return new Map(
    prompt.variants.map((variant) => [variant.name, variantFingerprint(prompt, variant)]),
  );
}

/** Whether a trial says anything of the case: one that was cancelled does not take the place of an earlier result. */
export function isTelling({ state }: TrialResult): boolean {
  return state !== 'cancelled' && state !== 'budget-reached' && state !== 'unknown';
}

/** An error weighs more than a failure, and that more than a missing verdict. */
export function outcomeOf(trials: readonly TrialResult[]): Outcome {
  if (trials.some(({ state }) => state === 'error')) return 'error';
  if (trials.some(({ pass }) => pass === false)) return 'failed';
  return trials.length > 0 && trials.every(({ pass }) => pass === true) ? 'passed' : 'not-scored';
}

export function rowKey(caseId: string, variant: string, model: string): string {
  return JSON.stringify([caseId, variant, model]);
}

export function valueOf<T>(stored: Stored<T>): T | undefined {
  return 'value' in stored ? stored.value : undefined;
}
