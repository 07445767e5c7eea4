import { caseFingerprint, variantFingerprint } from '#core/authoring/fingerprint.ts';
import { loadFormat, readLoadedCopy } from '#core/project/readPrompt.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { Stored } from '#core/store/runFolder.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Outcome } from './resultBoard.ts';

/** One case on one candidate, in one run. */
export interface RowPlace {
  readonly caseId: string;
  readonly variant: string;
  readonly model: string;
  readonly runId: string;
  readonly startedAt: string;
  /** The prompt's place in the run's manifest, and what the run was made from. */
  readonly place: number;
  readonly prints: RunPrints;
}

/** The same, with what came of it. */
export interface ResultRow extends RowPlace {
  readonly trials: readonly TrialResult[];
}

/** Where a result of a run belongs. `undefined`: the manifest knows no such candidate. */
export function rowPlace(
  manifest: RunManifest,
  prints: RunPrints,
  candidate: number,
  caseId: string,
): { readonly file: string; readonly row: RowPlace } | undefined {
  const found = manifest.candidates[candidate];
  const prompt = found && manifest.prompts[found.prompt];
  if (found === undefined || prompt === undefined) return undefined;
  const { variant, model, prompt: place } = found;
  const { id: runId, startedAt } = manifest;
  return { file: prompt.file, row: { caseId, variant, model, runId, startedAt, place, prints } };
}

/** What a run was made from, as far as its results can go out of date. */
export class RunPrints {
  private readonly manifest: RunManifest;
  /** By the prompt's place. A prompt is read when somebody asks: most runs are overtaken by newer ones. */
  private readonly variants = new Map<number, ReadonlyMap<string, string>>();
  private readonly cases = new Map<string, string>();

  /** Whoever makes one has loaded the formats of the run's prompts: `loadFormats`. */
  constructor(manifest: RunManifest) {
    this.manifest = manifest;
  }

  takeCase({ prompt, testCase }: SnapshotCase): void {
    this.cases.set(`${prompt} ${testCase.id}`, caseFingerprint(testCase));
  }

  variant(place: number, name: string): string | undefined {
    const known = this.variants.get(place) ?? this.read(place);
    this.variants.set(place, known);
    return known.get(name);
  }

  case(place: number, id: string): string | undefined {
    return this.cases.get(`${place} ${id}`);
  }

  model(id: string): ModelEntry | undefined {
    return this.manifest.models.find((one) => one.id === id);
  }

  private read(place: number): ReadonlyMap<string, string> {
    const { value } = readLoadedCopy(this.manifest.prompts[place] ?? { text: '', file: '' });
    return value === undefined ? new Map() : variantPrints(value);
  }
}

/** A prompt of a run that has ended may be of a format that no file here has any more. */
export async function loadFormats({ prompts }: RunManifest): Promise<void> {
  for (const { file } of prompts) await loadFormat(file);
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

export function valueOf<T>(stored: Stored<T>): T | undefined {
  return 'value' in stored ? stored.value : undefined;
}
