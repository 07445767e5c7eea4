import type {
  Candidate,
  CandidateSummary,
  GateResult,
  GateRule,
  LeftOutEvaluator,
} from '#protocol/run.ts';
import { holdBounds, holdLabels, holdTags, isInforming } from './gateChecks.ts';

/** What a gate looks at beside the rule. */
export interface GateEvidence {
  /** Without what is quarantined. */
  readonly summaries: readonly CandidateSummary[];
  readonly candidateOf: (index: number) => Candidate | undefined;
  readonly nameOf: (candidate: number) => string;
  /** Tag → the same over its cases alone; a tag without a case is not there. */
  readonly tags?: ReadonlyMap<string, readonly CandidateSummary[]>;
  /** Evaluators that take no part. */
  readonly leftOut?: readonly LeftOutEvaluator[];
}

/**
 * Holds a run's numbers against its rule, for every candidate. What was not scored never passes: a candidate
 * without a verdict fails a pass-rate rule, an evaluator without a value fails its threshold.
 */
export function checkGate(rule: GateRule, evidence: GateEvidence): GateResult {
  const { summaries, nameOf, candidateOf, leftOut = [] } = evidence;
  const held = summaries.flatMap((summary) => {
    const name = nameOf(summary.candidate);
    const { model = '' } = candidateOf(summary.candidate) ?? {};
    const ofModel = rule.models?.[model];
    return [
      ...holdBounds(rule, summary, { name }),
      ...(ofModel === undefined ? [] : holdBounds(ofModel, summary, { name, model })),
      ...holdLabels(rule, summary, { name }),
    ];
  });
  held.push(...holdTags(rule, evidence));
  const reasons = held.flatMap(({ reason }) => reason ?? []);
  const notes = [
    ...leftOut.map(({ evaluator, asks }) => outsideTier(evaluator, asks)),
    ...summaries.flatMap((summary) => informingNotes(summary)),
  ];
  return {
    pass: reasons.length === 0,
    reasons: [...new Set(reasons)],
    ...(notes.length === 0 ? {} : { notes: [...new Set(notes)] }),
    ...(held.length === 0 ? {} : { checks: held.map(({ check }) => check) }),
  };
}

function informingNotes({ evaluators }: CandidateSummary): string[] {
  return evaluators.filter(isInforming).map(({ name, judge }) => {
    const why = judge?.status === 'below' ? 'agrees too little with people' : `is ${judge?.status}`;
    return `The judge "${name}" ${why}: its verdict informs and does not count.`;
  });
}

function outsideTier(evaluator: string, asks: LeftOutEvaluator['asks']): string {
  const what = asks === 'judge' ? 'a judge' : 'an embedding model';
  return `"${evaluator}" asks ${what}, which is not in this tier: it says nothing here.`;
}

export function candidateName(
  candidate: Candidate,
  prompts: readonly { readonly name: string }[],
): string {
  const prompt = prompts[candidate.prompt]?.name ?? 'prompt';
  return `${prompt} / ${candidate.variant} on ${candidate.model}`;
}
