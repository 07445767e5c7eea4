import { percent } from '#base/numbers.ts';
import type {
  CandidateSummary,
  EvaluatorSummary,
  GateBounds,
  GateCheck,
  GateRule,
} from '#protocol/run.ts';
import type { GateEvidence } from './gate.ts';

/** A rule that was held against a candidate. `reason`: the sentence where it was missed. */
export interface Held {
  readonly check: GateCheck;
  readonly reason?: string;
}

/** Where a rule stands, and how sentences call what it is held against. */
interface Scope {
  readonly name: string;
  readonly model?: string;
  readonly tag?: string;
}

/** A pass rate and thresholds of evaluators. */
export function holdBounds(
  bounds: GateBounds,
  summary: CandidateSummary,
  scope: Scope,
): readonly Held[] {
  return [...holdPassRate(bounds, summary, scope), ...holdMetrics(bounds, summary, scope)];
}

export function isInforming({ judge }: EvaluatorSummary): boolean {
  return judge?.informs === true;
}

function holdPassRate(
  { passRate: bound }: GateBounds,
  summary: CandidateSummary,
  scope: Scope,
): readonly Held[] {
  if (bound === undefined || bound <= 0) return [];
  const { passRate, passed, judged } = summary;
  const check = { ...placeOf(summary, scope), rule: 'pass-rate', better: 'higher', bound } as const;
  if (passRate === undefined && summary.evaluators.some(isInforming)) {
    return [missed(check, scope, 'no verdict counts, since no judge is calibrated')];
  }
  // A prompt that asserts nothing, or only measures, has nothing that could pass or fail; lint says so.
  if (summary.evaluators.length === 0 || onlyMeasures(summary)) {
    const why = 'Nothing of this prompt can pass or fail.';
    return [{ check: { ...check, state: 'not-counted', why } }];
  }
  if (passRate === undefined) return [missed(check, scope, 'nothing was scored')];
  const found = { ...check, found: passRate } as const;
  if (passRate >= bound) return [{ check: { ...found, state: 'reached' } }];
  const counts = `${passed} of ${judged} passed (${below(passRate, bound)}), ${percent(bound)} needed`;
  return [{ check: { ...found, state: 'missed' }, reason: `${scope.name}: ${counts}` }];
}

function onlyMeasures(summary: CandidateSummary): boolean {
  return (
    summary.evaluators.some((evaluator) => evaluator.scored > 0) &&
    summary.evaluators.every((evaluator) => evaluator.judged === 0 && evaluator.failed === 0)
  );
}

function holdMetrics(
  { metrics = {} }: GateBounds,
  summary: CandidateSummary,
  scope: Scope,
): readonly Held[] {
  return Object.entries(metrics).flatMap(([metric, bound]): readonly Held[] => {
    const evaluator = summary.evaluators.find((one) => one.name === metric);
    if (evaluator === undefined) return [];
    const { value, better } = evaluator;
    const place = placeOf(summary, scope);
    const check = { ...place, rule: 'metric', evaluator: metric, better, bound } as const;
    if (isInforming(evaluator)) return [informing(check, value)];
    if (value === undefined) return [missed(check, scope, `${metric} has no value`)];
    const found = { ...check, found: value } as const;
    const isReached = better === 'higher' ? value >= bound : value <= bound;
    if (isReached) return [{ check: { ...found, state: 'reached' } }];
    const word = better === 'higher' ? 'at least' : 'at most';
    const reason = `${scope.name}: ${metric} is ${round(value)}, ${word} ${bound} needed`;
    return [{ check: { ...found, state: 'missed' }, reason }];
  });
}

/** Of an evaluator that gives figures for each label. A label that no case has fails. */
export function holdLabels(
  { labels = {} }: GateRule,
  summary: CandidateSummary,
  scope: Scope,
): readonly Held[] {
  return Object.entries(labels).flatMap(([metric, byLabel]) => {
    const evaluator = summary.evaluators.find((one) => one.name === metric);
    if (evaluator === undefined) return [];
    return Object.entries(byLabel).flatMap(([label, figures]) =>
      Object.entries(figures).map(([figure, bound]: [string, number]): Held => {
        const value = evaluator.figures?.[`${figure}.${label}`];
        const place = { ...placeOf(summary, scope), rule: 'label', evaluator: metric } as const;
        const check = { ...place, label, figure, better: 'higher', bound } as const;
        if (isInforming(evaluator)) return informing(check, value);
        const what = `${metric}, ${figure} of "${label}"`;
        if (value === undefined) return missed(check, scope, `${what} has no value`);
        const found = { ...check, found: value } as const;
        if (value >= bound) return { check: { ...found, state: 'reached' } };
        const reason = `${scope.name}: ${what} is ${round(value)}, at least ${bound} needed`;
        return { check: { ...found, state: 'missed' }, reason };
      }),
    );
  });
}

/** A run without a case of the tag does not show that its cases are fine. */
export function holdTags(
  { tags = {} }: GateRule,
  { tags: found, nameOf }: GateEvidence,
): readonly Held[] {
  return Object.entries(tags).flatMap(([tag, bounds]): readonly Held[] => {
    const summaries = found?.get(tag) ?? [];
    if (summaries.length === 0) {
      const reason = `no case of the run has the tag "${tag}"`;
      return [{ check: { rule: 'tag', state: 'missed', tag, why: reason }, reason }];
    }
    return summaries.flatMap((summary) => {
      const name = `${nameOf(summary.candidate)}, cases tagged "${tag}"`;
      return holdBounds(bounds, summary, { name, tag });
    });
  });
}

function placeOf(
  { candidate }: CandidateSummary,
  { model, tag }: Scope,
): Pick<GateCheck, 'candidate' | 'model' | 'tag'> {
  return {
    candidate,
    ...(model === undefined ? {} : { model }),
    ...(tag === undefined ? {} : { tag }),
  };
}

function missed(check: Omit<GateCheck, 'state'>, { name }: Scope, why: string): Held {
  return { check: { ...check, state: 'missed', why }, reason: `${name}: ${why}` };
}

function informing(check: Omit<GateCheck, 'state'>, value: number | undefined): Held {
  const why = 'The judge is not calibrated: it informs, and does not count.';
  const found = value === undefined ? {} : { found: value };
  return { check: { ...check, ...found, state: 'not-counted', why } };
}

/** Never looks like the number that was not reached. */
function below(share: number, bound: number): string {
  return percent(share) === percent(bound) ? `just below ${percent(bound)}` : percent(share);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
