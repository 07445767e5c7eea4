import type { EvalCase } from '#protocol/case.ts';
import type { Label } from '#protocol/label.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { History, StoredRun } from '../engine.ts';
import { sha256 } from '../files/hash.ts';
import { usualSeed } from '../stats/bootstrap.ts';
import { drawToLabel } from './sample.ts';

/** A reply that a person is to be asked about. */
export interface ToLabel {
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  readonly testCase: EvalCase;
  readonly reply: string;
  readonly trial: number;
}

/**
 * Replies of a run to be labelled, half of them failed by the judge (or, without an evaluator, by all of them), in an
 * order that does not tell which. A text that the person has labelled, or that came twice, is not asked about again.
 */
export async function labelQueue(
  history: Pick<History, 'results' | 'cases'>,
  run: StoredRun,
  manifest: RunManifest,
  wanted: {
    readonly evaluator: string | undefined;
    readonly size: number;
    /** By prompt; what this person has said already. */
    readonly known: (prompt: string) => readonly Label[];
  },
): Promise<readonly ToLabel[]> {
  const { evaluator, size, known } = wanted;
  const seen = new Set<string>();
  for (const { file } of manifest.prompts) {
    for (const label of known(file)) {
      if (label.evaluator === evaluator && label.verdict !== undefined)
        seen.add(keyOf(file, label.caseId, label.replySha256));
    }
  }
  const found: { prompt: string; passed: boolean; result: TrialResult; reply: string }[] = [];
  await history.results(run, (result) => {
    const prompt = manifest.prompts[manifest.candidates[result.candidate]?.prompt ?? -1]?.file;
    const passed = passedBy(result, evaluator);
    const reply = result.reply?.text;
    if (prompt === undefined || passed === undefined || reply === undefined) return;
    const key = keyOf(prompt, result.caseId, sha256(reply));
    if (seen.has(key)) return;
    seen.add(key);
    found.push({ prompt, passed, result, reply });
  });
  const drawn = drawToLabel(found, size, usualSeed);
  const cases = new Map<string, EvalCase>();
  const needed = new Set(drawn.map(({ prompt, result }) => keyOf(prompt, result.caseId)));
  await history.cases(run, ({ prompt, testCase }) => {
    const key = keyOf(manifest.prompts[prompt]?.file ?? '', testCase.id);
    if (needed.has(key)) cases.set(key, testCase);
  });
  return drawn.flatMap(({ prompt, result, reply }) => {
    const testCase = cases.get(keyOf(prompt, result.caseId));
    return testCase === undefined ? [] : [{ prompt, testCase, reply, trial: result.trial }];
  });
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function passedBy(
  { pass, scores }: TrialResult,
  evaluator: string | undefined,
): boolean | undefined {
  if (evaluator === undefined) return pass;
  const score = scores.find((one) => one.evaluator === evaluator)?.score;
  return score?.outcome === 'scored' ? score.pass : undefined;
}
