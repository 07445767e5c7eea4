import type {
  CandidateComparison,
  MeasuredChange,
  PromptComparison,
} from '#protocol/comparison.ts';
import type { CompareDesk } from './compareSide.ts';
import { compareRuns } from './compareRuns.ts';
import type { AgainstBaseline, EndedRun } from './summarise.ts';

/** Holds a run that has just ended against the baselines of its prompts, without what is quarantined. */
export async function againstBaseline(
  desk: CompareDesk,
  { manifest, folder }: Pick<EndedRun, 'manifest' | 'folder'>,
): Promise<AgainstBaseline> {
  const after = {
    id: manifest.id,
    folder: folder.path,
    manifest: { value: manifest },
    summary: { fault: 'missing', message: 'The run has just ended.' },
  } as const;
  const quarantine = manifest.tier?.safety === true ? [] : (manifest.quarantine ?? []);
  const never = new AbortController().signal;
  const compared = await compareRuns(desk, { before: 'baseline', after, quarantine }, never);
  if ('value' in compared) {
    const { prompts, faults, promptsOnlyAfter } = compared.value;
    const reasons = prompts.flatMap((prompt) =>
      prompt.candidates.flatMap((candidate) => regressions(prompt, candidate)),
    );
    const notes = promptsOnlyAfter.map((file) => `${file} has no baseline yet.`);
    return { reasons: [...reasons, ...faults], notes };
  }
  // Nothing was accepted yet: nothing can have become worse.
  if (compared.fault === 'missing') return { reasons: [], notes: [compared.refused] };
  return { reasons: [compared.refused], notes: [] };
}

function regressions(
  { name }: PromptComparison,
  { after, measures, toFailed }: CandidateComparison,
): readonly string[] {
  const flips = toFailed.map(({ caseId }) => caseId);
  const named = flips.length > 5 ? [...flips.slice(0, 5), `${flips.length - 5} more`] : flips;
  return measures.flatMap((measure) => {
    if (!('verdict' in measure) || measure.verdict !== 'regressed') return [];
    const what = measure.evaluator ?? 'passed';
    const cases =
      measure.evaluator === undefined && flips.length > 0 ? ` (${named.join(', ')})` : '';
    return [
      `${name} / ${after.variant} on ${after.model}: ${what} regressed, ${changeOf(measure)}${cases}`,
    ];
  });
}

function changeOf({ before, after, evaluator }: MeasuredChange): string {
  const shown = (value: number): string =>
    evaluator === undefined
      ? `${Math.floor(value * 1000) / 10} %`
      : String(Number(value.toPrecision(4)));
  return `${shown(before)} → ${shown(after)}`;
}
