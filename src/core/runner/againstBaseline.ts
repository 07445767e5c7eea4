import type {
  CandidateComparison,
  MeasuredChange,
  PromptComparison,
} from '#protocol/comparison.ts';
import type { GateCheck, RunManifest } from '#protocol/run.ts';
import type { CompareDesk } from './compareSide.ts';
import { compareRuns } from './compareRuns.ts';
import { notCompared, type AgainstBaseline, type EndedRun } from './summarise.ts';

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
    const checks = [
      ...prompts.flatMap((prompt) =>
        prompt.candidates.flatMap((candidate) => checksOf(manifest, prompt, candidate)),
      ),
      ...faults.map((why): GateCheck => ({ rule: 'regression', state: 'missed', why })),
      ...notes.map((why): GateCheck => ({ rule: 'regression', state: 'not-counted', why })),
    ];
    return { reasons: [...reasons, ...faults], notes, checks };
  }
  const { refused, fault } = compared;
  // Nothing was accepted yet: nothing can have become worse.
  if (fault === 'missing') return notCompared(refused);
  const checks: readonly GateCheck[] = [{ rule: 'regression', state: 'missed', why: refused }];
  return { reasons: [refused], notes: [], checks };
}

/** Each measure that could be compared, with the word for its change. */
function checksOf(
  { candidates, prompts }: Pick<RunManifest, 'candidates' | 'prompts'>,
  { file }: PromptComparison,
  { after, measures }: CandidateComparison,
): readonly GateCheck[] {
  const candidate = candidates.findIndex(
    (one) =>
      prompts[one.prompt]?.file === file &&
      one.variant === after.variant &&
      one.model === after.model,
  );
  return measures.flatMap((measure) => {
    if (!('verdict' in measure)) return [];
    const { verdict, evaluator, before, after: found } = measure;
    return {
      rule: 'regression',
      state: verdict === 'regressed' ? 'missed' : 'reached',
      ...(candidate < 0 ? {} : { candidate }),
      ...(evaluator === undefined ? {} : { evaluator }),
      before,
      found,
      why: verdict,
    };
  });
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
