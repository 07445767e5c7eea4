import type {
  Candidate,
  CandidateSummary,
  EvaluatorSummary,
  GateResult,
  GateRule,
} from '#protocol/run.ts';

/**
 * Holds a run's numbers against its rule, for every candidate. What was not scored never passes: a candidate
 * without a verdict fails a pass-rate rule, an evaluator without a value fails its threshold.
 */
export function checkGate(
  rule: GateRule,
  summaries: readonly CandidateSummary[],
  nameOf: (candidate: number) => string,
): GateResult {
  const reasons = summaries.flatMap((summary) => {
    const name = nameOf(summary.candidate);
    return [...passRateFaults(rule, summary, name), ...metricFaults(rule, summary, name)];
  });
  const notes = [...new Set(summaries.flatMap((summary) => informingNotes(summary)))];
  return { pass: reasons.length === 0, reasons, ...(notes.length === 0 ? {} : { notes }) };
}

function passRateFaults(rule: GateRule, summary: CandidateSummary, name: string): string[] {
  if (rule.passRate === undefined || rule.passRate <= 0) return [];
  const informing = summary.evaluators.filter(isInforming);
  if (summary.passRate === undefined && informing.length > 0) {
    return [`${name}: no verdict counts, since no judge is calibrated`];
  }
  // A prompt that asserts nothing, or only measures, has nothing that could pass or fail; lint says so.
  if (summary.evaluators.length === 0 || onlyMeasures(summary)) return [];
  if (summary.passRate === undefined) return [`${name}: nothing was scored`];
  if (summary.passRate >= rule.passRate) return [];
  const { passed, judged } = summary;
  return [
    `${name}: ${passed} of ${judged} passed (${percent(summary.passRate)}), ${percent(rule.passRate)} needed`,
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

function onlyMeasures({ evaluators }: CandidateSummary): boolean {
  return (
    evaluators.some((evaluator) => evaluator.scored > 0) &&
    evaluators.every((evaluator) => evaluator.judged === 0 && evaluator.failed === 0)
  );
}

function metricFaults(rule: GateRule, summary: CandidateSummary, name: string): string[] {
  return Object.entries(rule.metrics ?? {}).flatMap(([metric, bound]) => {
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
