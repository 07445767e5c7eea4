import type { RunManifest } from '#protocol/run.ts';
import type { RunSummary } from '#protocol/run.ts';
import { sha256 } from '../files/hash.ts';

/** What is needed of a run on disk. */
interface RunOfPrompt {
  readonly id: string;
  readonly manifest: { readonly value: RunManifest } | object;
  readonly summary: { readonly value: RunSummary } | object;
}

/** The newest run of a version of a prompt, and how many of its replies passed. */
export interface ScoredVersion {
  readonly run: string;
  readonly startedAt: string;
  readonly passed: number;
  readonly judged: number;
}

/** The newest run that had exactly this text; `undefined`: there is none that came to an end. `runs`: newest first. */
export function scoredVersion(
  runs: readonly RunOfPrompt[],
  file: string,
  text: string,
): ScoredVersion | undefined {
  const hash = sha256(text);
  for (const { id, manifest, summary } of runs) {
    if (!('value' in manifest) || !('value' in summary)) continue;
    const prompt = manifest.value.prompts.findIndex(
      (one) => one.file === file && one.sha256 === hash,
    );
    if (prompt < 0) continue;
    const own = summary.value.candidates.filter(
      (_, index) => manifest.value.candidates[index]?.prompt === prompt,
    );
    return {
      run: id,
      startedAt: manifest.value.startedAt,
      passed: own.reduce((sum, one) => sum + one.passed, 0),
      judged: own.reduce((sum, one) => sum + one.judged, 0),
    };
  }
  return undefined;
}
