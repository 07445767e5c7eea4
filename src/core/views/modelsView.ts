import type { Catalogue, ModelEntry } from '#protocol/catalogue.ts';
import type { RunLine, RunLineFigures } from '#protocol/history.ts';
import type { Measured, ModelsView, ModelView } from '#protocol/panelModels.ts';
import { wilson } from '../stats/wilson.ts';

/** A candidate that a run has figures of. */
export interface MeasuredCandidate {
  readonly file: string;
  readonly name: string;
  readonly run: string;
  readonly prompt: number;
  readonly candidate: number;
  readonly variant: string;
  readonly model: string;
  readonly figures: RunLineFigures;
}

/** The approved models, and how each did in the newest run of every prompt that measured it. `lines`: newest first. */
export function modelsView(
  catalogue: Catalogue | undefined,
  lines: readonly RunLine[],
): ModelsView {
  const newest = newestOf(lines);
  const models = (catalogue?.models ?? []).map((entry) => {
    return modelView(
      entry,
      newest.filter(({ model }) => model === entry.id),
    );
  });
  return { models };
}

/** For each prompt and model the candidate of the newest run that judged it; the prompt as written before its variants. */
export function newestOf(lines: readonly RunLine[]): readonly MeasuredCandidate[] {
  const found = new Map<string, MeasuredCandidate>();
  for (const { id, prompts, candidates } of lines) {
    for (const [candidate, { prompt: place, variant, model, figures }] of candidates.entries()) {
      const prompt = prompts[place];
      if (prompt === undefined || figures === undefined || figures.judged === 0) continue;
      const key = JSON.stringify([prompt.file, model]);
      const known = found.get(key);
      const isBetter = known?.run === id && known.variant !== 'base' && variant === 'base';
      if (known !== undefined && !isBetter) continue;
      const { file, name } = prompt;
      found.set(key, { file, name, run: id, prompt: place, candidate, variant, model, figures });
    }
  }
  return [...found.values()];
}

function modelView(entry: ModelEntry, measured: readonly MeasuredCandidate[]): ModelView {
  const { id, status, price, suits = [], retires, replacement } = entry;
  const prompts = measured.map(({ file, name, run, prompt, candidate, figures }) => {
    return { ...measuredOf([figures]), file, name, run, prompt, candidate };
  });
  return {
    id,
    status,
    ...(price !== undefined && { price }),
    suits,
    ...(retires !== undefined && { retires }),
    ...(replacement !== undefined && { replacement }),
    ...(measured.length > 0 && { measured: measuredOf(measured.map(({ figures }) => figures)) }),
    prompts,
  };
}

/** Of several prompts together: shares and costs over all trials, latencies as the mean of theirs by their trials. */
function measuredOf(all: readonly RunLineFigures[]): Measured {
  const judged = sum(all, (one) => one.judged);
  const passed = sum(all, (one) => one.passed);
  const [only] = all;
  // With repetitions trials are not independent; then the run's own summary has no interval either.
  const interval = all.every((one) => one.interval !== undefined)
    ? all.length === 1
      ? only?.interval
      : wilson(passed, judged)
    : undefined;
  const costUsd = costOfThousand(all);
  const latency = latencyOf(all);
  return {
    cases: judged,
    passRate: judged === 0 ? 0 : passed / judged,
    ...(interval !== undefined && { interval }),
    ...(costUsd !== undefined && { costUsd }),
    ...(latency !== undefined && { latency }),
  };
}

/** USD for a thousand replies. */
export function costOfThousand(all: readonly RunLineFigures[]): number | undefined {
  if (all.some(({ costUsd }) => costUsd === undefined)) return undefined;
  const replies = sum(all, repliesOf);
  return replies === 0 ? undefined : (sum(all, ({ costUsd = 0 }) => costUsd) / replies) * 1000;
}

function latencyOf(all: readonly RunLineFigures[]): Measured['latency'] {
  const known = all.filter(({ latency }) => latency !== undefined);
  const replies = sum(known, repliesOf);
  if (replies === 0) return undefined;
  const mean = (quantile: 'p50' | 'p95'): number =>
    sum(known, (one) => (one.latency?.[quantile] ?? 0) * repliesOf(one)) / replies;
  return { p50: mean('p50'), p95: mean('p95') };
}

/** Every evaluator looks at every reply. */
function repliesOf({ metrics, planned, errors }: RunLineFigures): number {
  const [metric] = metrics;
  if (metric === undefined) return planned - errors;
  return metric.scored + metric.notApplicable + metric.failed;
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((before, one) => before + of(one), 0);
}
