import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Preflight, RunOptions } from '#protocol/run.ts';

/** What a budget cannot hold is said before anything is spent. */
export function budgetProblems(counted: Preflight, options: RunOptions): readonly Problem[] {
  const { maxCostUsd } = options;
  if (maxCostUsd === undefined || options.recordings === 'replay') return [];
  const problems: Problem[] = [];
  for (const id of counted.unpriced) {
    if (options.allowUnpriced.includes(id)) continue;
    problems.push({
      code: 'budget-unpriced',
      severity: 'error',
      file: 'assay.models.yml',
      range: fileStart,
      message: `${id} has no price, so a budget of ${maxCostUsd} USD cannot hold it.`,
      next: `Give the model a price, or run it with --allow-unpriced ${id}.`,
    });
  }
  const least = counted.costUsd.low + counted.judgeCostUsd.low;
  if (least > maxCostUsd && options.cache === 'off') {
    problems.push(tooSmall(least, maxCostUsd));
  }
  return problems;
}

function tooSmall(least: number, maxCostUsd: number): Problem {
  return {
    code: 'budget-too-small',
    severity: 'warning',
    file: 'assay.yml',
    range: fileStart,
    message: `The run takes at least ${least.toPrecision(3)} USD, the budget is ${maxCostUsd} USD: it will end before all cases are asked.`,
    next: 'Raise --max-cost, or run fewer cases with --case or --tag.',
  };
}
