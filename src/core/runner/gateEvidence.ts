import type { CandidateSummary, QuarantinedResult } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Files } from '../ports.ts';
import { readSnapshot } from '../store/snapshot.ts';
import { candidateName, type GateEvidence } from './gate.ts';
import { withJudges } from './judgeStates.ts';
import { readProgress } from './progress.ts';
import { Quarantine } from './quarantined.ts';
import type { EndedRun } from './summarise.ts';
import { CandidateTally } from './tally.ts';

export interface FoundEvidence {
  readonly evidence: GateEvidence;
  readonly quarantined: readonly QuarantinedResult[];
}

type Ready = Pick<EndedRun, 'folder' | 'manifest' | 'candidates'>;

/**
 * What a gate looks at. Where its rule asks for tags, or something is quarantined, the run's own files are read once more,
 * in constant memory but for the cases with one of these tags.
 */
export async function findEvidence(
  files: Files,
  ready: Ready,
  summaries: readonly CandidateSummary[],
): Promise<FoundEvidence> {
  const { manifest } = ready;
  const { gate, leftOut = [], tier } = manifest;
  const wanted = Object.keys(gate.tags ?? {});
  const entries = tier?.safety === true ? [] : (manifest.quarantine ?? []);
  const basis = {
    candidateOf: (index: number) => manifest.candidates[index],
    nameOf(index: number) {
      const candidate = manifest.candidates[index];
      return candidate === undefined ? '' : candidateName(candidate, manifest.prompts);
    },
    leftOut,
  };
  if (wanted.length === 0 && entries.length === 0) {
    return { evidence: { ...basis, summaries }, quarantined: [] };
  }
  const tagged = await readTags(files, ready, new Set(wanted));
  const quarantine = new Quarantine(manifest, entries);
  const whole = new PartTallies(ready);
  const parts = new Map(wanted.map((tag) => [tag, new PartTallies(ready)]));
  const progress = await readProgress(files, ready.folder.journal, manifest.trials);
  await progress.results((result) => {
    const counted = quarantine.counted(result);
    if (counted === undefined) return;
    whole.add(counted);
    const prompt = manifest.candidates[result.candidate]?.prompt ?? -1;
    for (const tag of tagged.get(tagKey(prompt, result.caseId)) ?? []) parts.get(tag)?.add(counted);
  }, 'all');
  const tags = [...parts].map(([tag, part]) => [tag, part.summaries('heard')] as const);
  return {
    evidence: { ...basis, summaries: whole.summaries('all'), tags: new Map(tags) },
    quarantined: quarantine.results,
  };
}

/** Which of the tags a case has; cases without one of them are not there. */
async function readTags(
  files: Files,
  { folder }: Ready,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tagged = new Map<string, readonly string[]>();
  if (wanted.size === 0) return tagged;
  for await (const cases of readSnapshot(files, folder.cases)) {
    for (const { prompt, testCase } of cases) {
      const tags = testCase.tags.filter((tag) => wanted.has(tag));
      if (tags.length > 0) tagged.set(tagKey(prompt, testCase.id), tags);
    }
  }
  return tagged;
}

function tagKey(prompt: number, caseId: string): string {
  return `${prompt} ${caseId}`;
}

/** Tallies over a part of a run. */
class PartTallies {
  private readonly ready: Ready;
  private readonly tallies: readonly { readonly tally: CandidateTally; heard: number }[];

  constructor(ready: Ready) {
    this.ready = ready;
    this.tallies = ready.candidates.map(({ evaluators, repeats }) => ({
      tally: new CandidateTally(evaluators, repeats),
      heard: 0,
    }));
  }

  add(result: TrialResult): void {
    const own = this.tallies[result.candidate];
    if (own === undefined) return;
    own.heard += 1;
    own.tally.add(result);
  }

  /** `heard`: only of candidates that a result came of. */
  summaries(which: 'all' | 'heard'): readonly CandidateSummary[] {
    const { manifest, candidates } = this.ready;
    return candidates.flatMap(({ index, info, repeats }, place) => {
      const own = this.tallies[place];
      if (own === undefined || (which === 'heard' && own.heard === 0)) return [];
      const summary = own.tally.summary(index, own.heard, { state: 'cancelled' });
      const states = manifest.prompts[info.prompt]?.judges ?? [];
      return [withJudges(summary, states, manifest.gate, repeats)];
    });
  }
}
