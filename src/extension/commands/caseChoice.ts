import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import type { Candidate, RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { StoredRun } from '#core/engine.ts';

/** The case whose lines hold this one, which counts from 1. `file`: relative to the root, with `/`. */
export function caseAt(
  cases: readonly OutlinedCase[],
  file: string,
  line: number,
): OutlinedCase | undefined {
  return cases.find(
    ({ testCase, firstLine, lastLine }) =>
      testCase.source.file === file && firstLine <= line && line <= lastLine,
  );
}

/**
 * The newest run of a prompt. `ended`: however it ended, but not one that goes on. `complete`: only one that was not stopped.
 * The runs are newest first.
 */
export function newestRun(
  runs: readonly StoredRun[],
  promptFile: string,
  which: 'ended' | 'complete',
): StoredRun | undefined {
  return runs.find(
    ({ manifest, summary }) =>
      'value' in manifest &&
      'value' in summary &&
      (which === 'ended' || summary.value.ended === 'complete') &&
      manifest.value.prompts.some(({ file }) => file === promptFile),
  );
}

/** Whether two runs have a prompt in common. */
export function shareAPrompt(one: RunManifest, other: RunManifest): boolean {
  const files = new Set(one.prompts.map(({ file }) => file));
  return other.prompts.some(({ file }) => files.has(file));
}

/** The repetition that has the most to show: the first that failed, or else the first with a reply. */
export function tellingTrial(trials: readonly TrialResult[]): TrialResult | undefined {
  const replied = trials.filter(({ reply }) => reply !== undefined);
  return replied.find(({ pass }) => pass === false) ?? replied[0];
}

/** Candidates of a case that have a reply, with the trial to show. */
export function shownTrials(
  candidates: readonly Candidate[],
  results: readonly TrialResult[],
): readonly { readonly candidate: Candidate; readonly trial: TrialResult }[] {
  return candidates.flatMap((candidate, index) => {
    const trial = tellingTrial(results.filter((one) => one.candidate === index));
    return trial === undefined ? [] : [{ candidate, trial }];
  });
}
