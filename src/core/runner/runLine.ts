import type { RunLine, RunLineCandidate, RunLineFigures } from '#protocol/history.ts';
import type { CandidateSummary, RunManifest } from '#protocol/run.ts';
import type { StoredRun } from '../engine.ts';
import { runStartMs } from '../store/ulid.ts';

/** What lists and charts say of a run. */
export function runLineOf({ id, manifest, summary }: StoredRun): RunLine {
  if (!('value' in manifest)) {
    const startedAt = new Date(runStartMs(id)).toISOString();
    const fault = manifest.message;
    return { id, startedAt, state: 'damaged', fault, prompts: [], candidates: [] };
  }
  const { startedAt, commit, prompts } = manifest.value;
  const named = {
    id,
    startedAt,
    ...(commit === undefined ? {} : { commit }),
    prompts: prompts.map(({ file, name, sha256, cases, repeats }) => {
      return { file, name, sha256, cases, repeats };
    }),
  };
  if ('value' in summary) {
    const { ended, spentUsd, gate } = summary.value;
    const candidates = candidatesOf(manifest.value, summary.value.candidates);
    return { ...named, state: ended, candidates, spentUsd, gatePasses: gate.pass };
  }
  const candidates = candidatesOf(manifest.value, []);
  return summary.fault === 'missing'
    ? { ...named, state: 'unended', candidates }
    : { ...named, state: 'damaged', fault: summary.message, candidates };
}

function candidatesOf(
  { candidates }: RunManifest,
  summaries: readonly CandidateSummary[],
): readonly RunLineCandidate[] {
  return candidates.map(({ prompt, variant, model }, place) => {
    const summary = summaries.find(({ candidate }) => candidate === place);
    const figures = summary === undefined ? {} : { figures: figuresOf(summary) };
    return { prompt, variant, model, ...figures };
  });
}

function figuresOf(summary: CandidateSummary): RunLineFigures {
  const { planned, states, judged, passed, interval, costUsd, latency, evaluators } = summary;
  return {
    planned,
    errors: states.error,
    judged,
    passed,
    ...(interval === undefined ? {} : { interval }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(latency === undefined ? {} : { latency }),
    metrics: evaluators.map(
      ({ name, kind, level, better, scored, notApplicable, failed, value }) => {
        const counts = { name, kind, level, better, scored, notApplicable, failed };
        return value === undefined ? counts : { ...counts, value };
      },
    ),
  };
}
