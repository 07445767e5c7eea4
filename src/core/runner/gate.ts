import type { Candidate, CandidateSummary, GateResult, GateRule } from '#protocol/run.ts';

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
  return { pass: reasons.length === 0, reasons };
}

function passRateFaults(rule: GateRule, summary: CandidateSummary, name: string): string[] {
  if (rule.passRate === undefined || rule.passRate <= 0) return [];
  // A prompt that asserts nothing, or only measures, has nothing that could pass or fail; lint says so.
  if (summary.evaluators.length === 0 || onlyMeasures(summary)) return [];
  if (summary.passRate === undefined) return [`${name}: nothing was scored`];
  if (summary.passRate >= rule.passRate) return [];
  const { passed, judged } = summary;
  return [
    `${name}: ${passed} of ${judged} passed (${percent(summary.passRate)}), ${percent(rule.passRate)} needed`,
  ];
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
    if (evaluator === undefined) return [];
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
