import type { JsonValue } from '#base/json.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { sortCells, type BaselineCell, type CellScore } from '../store/baselines.ts';
import { cellKey } from '../store/cellKey.ts';

/** Why trials stand behind no cell. `not-scored`: a reply without a verdict and without a score. `not-run`: they never ended. */
export type LeftOutReason =
  | 'error'
  | 'cancelled'
  | 'budget-reached'
  | 'unknown'
  | 'not-scored'
  | 'not-run';

/** What a run says of one of its prompts. */
export interface PromptCells {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly cells: readonly BaselineCell[];
  /** How many trials, by reason; reasons without a trial are not there. */
  readonly leftOut: readonly { readonly reason: LeftOutReason; readonly trials: number }[];
}

/** Enough of a manifest to make cells of its results. */
export type CellNames = Pick<RunManifest, 'prompts' | 'candidates'>;

/** The one place where results become cells: one entry for each prompt of the manifest, in its order. */
export function cellsOfResults(
  results: Iterable<TrialResult>,
  manifest: CellNames,
): readonly PromptCells[] {
  const tally = new CellTally(manifest);
  for (const result of results) tally.add(result);
  return tally.prompts();
}

/** The same for results that come one by one. Holds numbers, and what corpus metrics keep, but no replies. */
export class CellTally {
  private readonly manifest: CellNames;
  private readonly byPrompt: readonly PromptTally[];

  constructor(manifest: CellNames) {
    this.manifest = manifest;
    this.byPrompt = manifest.prompts.map(() => new PromptTally());
  }

  add(result: TrialResult): void {
    const candidate = this.manifest.candidates[result.candidate];
    if (candidate === undefined) return;
    this.byPrompt[candidate.prompt]?.add(candidate.variant, candidate.model, result);
  }

  prompts(): readonly PromptCells[] {
    const { prompts, candidates } = this.manifest;
    return prompts.map(({ file, cases, repeats }, place) => {
      const width = candidates.filter((one) => one.prompt === place).length;
      const planned = cases * repeats * width;
      const tally = this.byPrompt[place] ?? new PromptTally();
      return { file, cells: tally.cells(), leftOut: tally.leftOut(planned) };
    });
  }
}

class PromptTally {
  private readonly byCell = new Map<string, CellSum>();
  private readonly reasons = new Map<LeftOutReason, number>();
  private heard = 0;

  add(variant: string, model: string, result: TrialResult): void {
    this.heard += 1;
    const reason = reasonToLeaveOut(result);
    if (reason !== undefined) {
      this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
      return;
    }
    const names = { variant, model, caseId: result.caseId };
    const key = cellKey(names);
    const sum = this.byCell.get(key) ?? new CellSum(names);
    sum.add(result);
    this.byCell.set(key, sum);
  }

  cells(): readonly BaselineCell[] {
    return sortCells([...this.byCell.values()].map((sum) => sum.cell()));
  }

  leftOut(planned: number): PromptCells['leftOut'] {
    const missing = Math.max(0, planned - this.heard);
    const reasons = [...this.reasons].map(([reason, trials]) => ({ reason, trials }));
    return missing === 0 ? reasons : [...reasons, { reason: 'not-run', trials: missing }];
  }
}

class CellSum {
  private readonly names: Pick<BaselineCell, 'variant' | 'model' | 'caseId'>;
  private readonly scores = new Map<string, ScoreSum>();
  private n = 0;
  private judged = 0;
  private passed = 0;

  constructor(names: Pick<BaselineCell, 'variant' | 'model' | 'caseId'>) {
    this.names = names;
  }

  add({ pass, scores }: TrialResult): void {
    this.n += 1;
    if (pass !== undefined) this.judged += 1;
    if (pass === true) this.passed += 1;
    for (const { evaluator, score, statistic } of scores) {
      if (score.outcome !== 'scored' || !Number.isFinite(score.value)) continue;
      const sum = this.scores.get(evaluator) ?? { values: [], statistics: [] };
      this.scores.set(evaluator, sum);
      sum.values.push(score.value);
      if (statistic !== undefined) sum.statistics.push(statistic);
    }
  }

  cell(): BaselineCell {
    const scores = [...this.scores].map(([name, sum]) => [name, cellScore(sum)] as const);
    const { n, judged, passed } = this;
    return { ...this.names, n, judged, passed, scores: Object.fromEntries(scores) };
  }
}

interface ScoreSum {
  readonly values: number[];
  readonly statistics: JsonValue[];
}

function cellScore({ values, statistics }: ScoreSum): CellScore {
  const score = { n: values.length, mean: meanOf(values) };
  return statistics.length < values.length ? score : { ...score, statistics: sorted(statistics) };
}

/** By their text, so that the order in which trials came does not show. */
function sorted(statistics: readonly JsonValue[]): readonly JsonValue[] {
  if (statistics.length < 2) return statistics;
  const texts = statistics.map((statistic) => JSON.stringify(statistic)).toSorted();
  return texts.map((text) => JSON.parse(text) as JsonValue);
}

function reasonToLeaveOut({ state, pass, scores }: TrialResult): LeftOutReason | undefined {
  switch (state) {
    case 'error':
    case 'cancelled':
    case 'budget-reached':
    case 'unknown':
      return state;
    case 'replied':
    case 'truncated':
    case 'filtered':
    case 'empty':
      break;
  }
  const isScored = pass !== undefined || scores.some(({ score }) => score.outcome === 'scored');
  return isScored ? undefined : 'not-scored';
}

/** Does not depend on the order in which the trials came, and has no more digits than it means. */
export function meanOf(values: readonly number[]): number {
  const sum = values.toSorted((a, b) => a - b).reduce((before, value) => before + value, 0);
  const mean = Number((sum / values.length).toPrecision(12));
  // Values near the end of the range of numbers add up to none.
  return Number.isFinite(mean) ? mean : (values[0] ?? 0);
}
