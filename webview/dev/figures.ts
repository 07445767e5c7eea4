import type { MeasuredChange } from '#protocol/comparison.ts';
import type { CandidateView } from '#protocol/panelRun.ts';
import type { Interval } from '#protocol/run.ts';
import { chance } from './chance.ts';
import { evaluators, type FakeRun } from './fakeRun.ts';

/** Figures that look right; the true ones are the engine's. */
export function wilsonLike(share: number, n: number): Interval {
  const half = n === 0 ? 0.5 : 1.96 * Math.sqrt((share * (1 - share) + 0.01) / n);
  return { low: Math.max(0, share - half), high: Math.min(1, share + half) };
}

export function verdictLike(
  before: number,
  after: number,
  n: number,
  better: 'higher' | 'lower' = 'higher',
): MeasuredChange {
  const difference = after - before;
  const half = 1.96 * Math.sqrt(0.2 / Math.max(1, n));
  const isReal = Math.abs(difference) > half;
  const isUp = better === 'higher' ? difference > 0 : difference < 0;
  const verdict =
    n < 20 ? 'too few cases' : isReal ? (isUp ? 'improved' : 'regressed') : 'no evidence';
  const p = Math.min(1, Math.max(0.0004, Math.exp(-2 * (Math.abs(difference) / (half || 1)) ** 2)));
  return {
    better,
    n,
    before,
    after,
    difference,
    interval: { low: difference - half, high: difference + half },
    p,
    adjusted: Math.min(1, p * 2),
    test: better === 'higher' ? 'mcnemar' : 'sign-flip',
    ...(!isReal && { smallest: half * 1.4 }),
    verdict,
  };
}

/** At most so many rows are looked at: a run of 100,000 is sampled. */
const looks = 500;

export function candidateView(run: FakeRun, candidate: number): CandidateView {
  const { makers, repeats, cases, hasBaseline } = run.plan;
  const maker = makers[candidate];
  if (maker === undefined) throw new Error('There is no such candidate.');
  const ends = Math.min(run.finished, looks * makers.length);
  let judged = 0;
  let passed = 0;
  let errors = 0;
  let seen = 0;
  let tokens = 0;
  let usd = 0;
  const words: number[] = [];
  const ms: number[] = [];
  for (let index = candidate; index < ends; index += makers.length) {
    const row = run.row(index);
    seen += 1;
    if (row.outcome === 'error') errors += 1;
    judged += row.judged;
    passed += row.passed;
    tokens += row.tokens ?? 0;
    usd += row.costUsd ?? 0;
    if (row.latencyMs !== undefined) ms.push(row.latencyMs);
    const [, , count] = row.scores;
    if (typeof count === 'number') words.push(count);
  }
  const scale = seen === 0 ? 0 : Math.ceil(run.finished / makers.length) / seen;
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const rate = judged === 0 ? undefined : passed / judged;
  const meanWords = words.reduce((sum, one) => sum + one, 0) / Math.max(1, words.length);
  const n = Math.round((judged / Math.max(1, repeats)) * scale);
  const before = (rate ?? 0) - (chance('before', run.plan.id, candidate) - 0.4) * 0.2;
  const withVerdict = hasBaseline === true && rate !== undefined;
  return {
    candidate,
    prompt: 0,
    variant: maker.variant,
    model: maker.model,
    planned: cases * repeats,
    finished: Math.round(seen * scale) * repeats,
    errors: Math.round(errors * scale),
    judged: Math.round(judged * scale),
    passed: Math.round(passed * scale),
    ...(rate !== undefined && { passRate: rate, interval: wilsonLike(rate, n) }),
    ...(withVerdict && { passVerdict: verdictLike(before, rate, n) }),
    inputTokens: Math.round(tokens * scale * 0.9),
    outputTokens: Math.round(tokens * scale * 0.1),
    costUsd: usd * scale * repeats,
    ...(sorted.length > 0 && { latency: { p50: at(0.5), p95: at(0.95) } }),
    latencies: histogram(sorted, scale),
    metrics: evaluators.map((evaluator, place) => {
      if (rate === undefined) return { scored: 0, notApplicable: 0, failed: 0 };
      const value = place === 0 ? rate : place === 1 ? 0.82 + 0.1 * chance(maker.model) : meanWords;
      const failed = place === 1 ? Math.round(n * 0.1) : 0;
      return {
        value,
        ...(place < 2 && { interval: wilsonLike(value, n) }),
        scored: n * repeats - failed,
        notApplicable: 0,
        failed,
        ...(withVerdict && {
          verdict: verdictLike(
            place === 2 ? value + 1.5 : place === 1 ? value - 0.01 : before,
            value,
            n,
            evaluator.better,
          ),
        }),
      };
    }),
  };
}

function histogram(sorted: readonly number[], scale: number): CandidateView['latencies'] {
  const most = sorted.at(-1);
  if (most === undefined) return [];
  const width = Math.ceil(most / 12 / 50) * 50;
  return Array.from({ length: Math.ceil(most / width) }, (_, place) => ({
    toMs: (place + 1) * width,
    replies: Math.round(
      scale * sorted.filter((ms) => ms > place * width && ms <= (place + 1) * width).length,
    ),
  }));
}
