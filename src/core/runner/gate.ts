import type {
  Candidate,
  CandidateSummary,
  EvaluatorSummary,
  GateBounds,
  GateResult,
  GateRule,
  LeftOutEvaluator,
} from '#protocol/run.ts';

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
  const reasons = summaries.flatMap((summary) => {
    const name = nameOf(summary.candidate);
    const candidate = candidateOf(summary.candidate);
    const ofModel = rule.models?.[candidate?.model ?? ''];
    return [
      ...boundsFaults(rule, summary, name),
      ...(ofModel === undefined ? [] : boundsFaults(ofModel, summary, name)),
      ...labelFaults(rule, summary, name),
    ];
  });
  reasons.push(...tagFaults(rule, evidence));
  const notes = [
    ...leftOut.map(({ evaluator, asks }) => outsideTier(evaluator, asks)),
    ...summaries.flatMap((summary) => informingNotes(summary)),
  ];
  return {
    pass: reasons.length === 0,
    reasons: [...new Set(reasons)],
    ...(notes.length === 0 ? {} : { notes: [...new Set(notes)] }),
  };
}

function boundsFaults(bounds: GateBounds, summary: CandidateSummary, name: string): string[] {
  return [...passRateFaults(bounds, summary, name), ...metricFaults(bounds, summary, name)];
}

function passRateFaults(
  { passRate }: GateBounds,
  summary: CandidateSummary,
  name: string,
): string[] {
  if (passRate === undefined || passRate <= 0) return [];
  const informing = summary.evaluators.filter(isInforming);
  if (summary.passRate === undefined && informing.length > 0) {
    return [`${name}: no verdict counts, since no judge is calibrated`];
  }
  // A prompt that asserts nothing, or only measures, has nothing that could pass or fail; lint says so.
  if (summary.evaluators.length === 0 || onlyMeasures(summary)) return [];
  if (summary.passRate === undefined) return [`${name}: nothing was scored`];
  if (summary.passRate >= passRate) return [];
  const { passed, judged } = summary;
  return [
    `${name}: ${passed} of ${judged} passed (${percent(summary.passRate)}), ${percent(passRate)} needed`,
  ];
}

function isInforming({ judge }: EvaluatorSummary): boolean {
  return judge?.informs === true;
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

function onlyMeasures({ evaluators }: CandidateSummary): boolean {
  return (
    evaluators.some((evaluator) => evaluator.scored > 0) &&
    evaluators.every((evaluator) => evaluator.judged === 0 && evaluator.failed === 0)
  );
}

function metricFaults(
  { metrics = {} }: GateBounds,
  summary: CandidateSummary,
  name: string,
): string[] {
  return Object.entries(metrics).flatMap(([metric, bound]) => {
    const evaluator = summary.evaluators.find((one) => one.name === metric);
    if (evaluator === undefined || isInforming(evaluator)) return [];
    const { value, better } = evaluator;
    if (value === undefined) return [`${name}: ${metric} has no value`];
    const reached = better === 'higher' ? value >= bound : value <= bound;
    if (reached) return [];
    const word = better === 'higher' ? 'at least' : 'at most';
    return [`${name}: ${metric} is ${round(value)}, ${word} ${bound} needed`];
  });
}

/** Of an evaluator that gives figures for each label. A label that no case has fails. */
function labelFaults({ labels = {} }: GateRule, summary: CandidateSummary, name: string): string[] {
  return Object.entries(labels).flatMap(([metric, byLabel]) => {
    const evaluator = summary.evaluators.find((one) => one.name === metric);
    if (evaluator === undefined || isInforming(evaluator)) return [];
    return Object.entries(byLabel).flatMap(([label, figures]) =>
      Object.entries(figures).flatMap(([figure, bound]: [string, number]) => {
        const value = evaluator.figures?.[`${figure}.${label}`];
        const what = `${metric}, ${figure} of "${label}"`;
        if (value === undefined) return [`${name}: ${what} has no value`];
        return value >= bound
          ? []
          : [`${name}: ${what} is ${round(value)}, at least ${bound} needed`];
      }),
    );
  });
}

/** A run without a case of the tag does not show that its cases are fine. */
function tagFaults({ tags = {} }: GateRule, { tags: found, nameOf }: GateEvidence): string[] {
  return Object.entries(tags).flatMap(([tag, bounds]) => {
    const summaries = found?.get(tag) ?? [];
    if (summaries.length === 0) return [`no case of the run has the tag "${tag}"`];
    return summaries.flatMap((summary) =>
      boundsFaults(bounds, summary, `${nameOf(summary.candidate)}, cases tagged "${tag}"`),
    );
  });
}

/** Never rounds up to a number that was not reached. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function candidateName(
  candidate: Candidate,
  prompts: readonly { readonly name: string }[],
): string {
  const prompt = prompts[candidate.prompt]?.name ?? 'prompt';
  return `${prompt} / ${candidate.variant} on ${candidate.model}`;
}
