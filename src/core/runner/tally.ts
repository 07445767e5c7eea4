import type { CandidateSummary, EvaluatorSummary } from '#protocol/run.ts';
import type { NamedScore } from '#protocol/score.ts';
import { trialStates, type TrialResult, type TrialState } from '#protocol/trial.ts';
import type { CorpusAccumulator, PreparedEvaluator } from '../metrics/metric.ts';
import { Moments } from '../stats/moments.ts';
import { Samples } from '../stats/samples.ts';
import { wilson } from '../stats/wilson.ts';
import { JudgeMeter } from './judgeMeter.ts';
import { Repetitions } from './repetitions.ts';

/**
 * Adds up one candidate's trials as they finish. Memory does not grow with texts: only 8 bytes a latency, and with
 * repetitions a number a case.
 */
export class CandidateTally {
  private readonly states = emptyStates();
  private readonly errors: Record<string, number> = {};
  private readonly latencies = new Samples();
  private readonly evaluators: readonly EvaluatorTally[];
  private readonly repeats: number;
  private readonly repetitions: Repetitions | undefined;
  private finished = 0;
  private judged = 0;
  private passed = 0;
  private inputTokens = 0;
  private outputTokens = 0;
  private withoutUsage = 0;
  private replies = 0;
  private priced = 0;
  private costUsd = 0;
  private readonly judges = new JudgeMeter();

  constructor(evaluators: readonly PreparedEvaluator[], repeats: number) {
    this.repeats = repeats;
    this.repetitions = repeats > 1 ? new Repetitions() : undefined;
    this.evaluators = evaluators.map((evaluator) => new EvaluatorTally(evaluator));
  }

  add(result: TrialResult): void {
    this.finished += 1;
    this.states[result.state] += 1;
    if (result.failure !== undefined) this.countError(result.failure.code, 1);
    if (result.pass !== undefined) {
      this.judged += 1;
      if (result.pass) this.passed += 1;
      this.repetitions?.add(result);
    }
    for (const use of result.judging ?? []) this.judges.add(use);
    const { reply } = result;
    if (reply !== undefined) {
      this.replies += 1;
      if (reply.latencyMs !== undefined) this.latencies.add(reply.latencyMs);
      if (reply.usage === undefined) this.withoutUsage += 1;
      this.inputTokens += reply.usage?.inputTokens ?? 0;
      this.outputTokens += reply.usage?.outputTokens ?? 0;
      if (reply.costUsd !== undefined) {
        this.priced += 1;
        this.costUsd += reply.costUsd;
      }
    }
    for (const [place, score] of result.scores.entries()) {
      const tally = this.evaluators[place];
      if (tally?.name === score.evaluator) tally.add(score);
      else this.evaluators.find((one) => one.name === score.evaluator)?.add(score);
    }
  }

  /** `rest`: how the trials that never started ended. */
  summary(
    candidate: number,
    planned: number,
    rest: { readonly state: TrialState; readonly code?: string },
  ): CandidateSummary {
    const unstarted = planned - this.finished;
    const states = { ...this.states, [rest.state]: this.states[rest.state] + unstarted };
    if (rest.code !== undefined && unstarted > 0) this.countError(rest.code, unstarted);
    const { judged, passed } = this;
    const interval =
      this.repetitions === undefined ? wilson(passed, judged) : this.repetitions.interval();
    const repetitions = this.repetitions?.summary(this.repeats);
    return {
      candidate,
      planned,
      states,
      errors: { ...this.errors },
      judged,
      passed,
      ...(judged > 0 ? { passRate: passed / judged } : {}),
      ...(interval === undefined ? {} : { interval }),
      ...(repetitions === undefined ? {} : { repetitions }),
      evaluators: this.evaluators.map((evaluator) => evaluator.summary()),
      ...latencyOf(this.latencies),
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
      withoutUsage: this.withoutUsage,
      ...(this.replies > 0 && this.priced === this.replies ? { costUsd: this.costUsd } : {}),
      ...this.judges.uses,
    };
  }

  private countError(code: string, count: number): void {
    this.errors[code] = (this.errors[code] ?? 0) + count;
  }
}

class EvaluatorTally {
  readonly name: string;
  private readonly evaluator: PreparedEvaluator;
  private readonly moments = new Moments();
  private readonly corpus: CorpusAccumulator | undefined;
  private notApplicable = 0;
  private failed = 0;
  private judged = 0;
  private passed = 0;

  constructor(evaluator: PreparedEvaluator) {
    this.name = evaluator.name;
    this.evaluator = evaluator;
    this.corpus = evaluator.accumulate?.();
  }

  add({ score, statistic }: NamedScore): void {
    if (score.outcome === 'not-applicable') this.notApplicable += 1;
    else if (score.outcome === 'failed') this.failed += 1;
    else {
      this.moments.add(score.value);
      if (score.pass !== undefined) this.judged += 1;
      if (score.pass === true) this.passed += 1;
      if (statistic !== undefined) this.corpus?.add(statistic);
    }
  }

  summary(): EvaluatorSummary {
    const { metric } = this.evaluator;
    const corpus = this.corpus?.result();
    const value =
      corpus !== undefined && metric.level === 'corpus' ? corpus.value : this.moments.mean;
    return {
      name: this.name,
      kind: metric.kind,
      level: metric.level,
      better: metric.better,
      scored: this.moments.count,
      notApplicable: this.notApplicable,
      failed: this.failed,
      ...(value === undefined ? {} : { value }),
      judged: this.judged,
      passed: this.passed,
      ...(corpus === undefined ? {} : { figures: known(corpus.figures) }),
      ...(corpus?.detail === undefined ? {} : { detail: corpus.detail }),
    };
  }
}

function latencyOf(samples: Samples): Pick<CandidateSummary, 'latency'> {
  const p50 = samples.quantile(0.5);
  const p95 = samples.quantile(0.95);
  return p50 === undefined || p95 === undefined ? {} : { latency: { p50, p95 } };
}

function known(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, value] of Object.entries(figures)) {
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function emptyStates(): Record<TrialState, number> {
  return Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<TrialState, number>;
}
