import type { CandidateSummary } from '#protocol/run.ts';
import type { JudgeUse } from '#protocol/score.ts';
import { JudgeMeter } from '../runner/judgeMeter.ts';
import { count, counted, money, percent } from './numbers.ts';

/** A sentence for each judge: what it took over all candidates, apart from what was judged. */
export function judgeLines(candidates: readonly CandidateSummary[]): readonly string[] {
  const meter = new JudgeMeter();
  for (const { judging } of candidates) for (const use of judging ?? []) meter.add(use);
  return (meter.uses.judging ?? []).map(judgeLine);
}

function judgeLine({ model, calls, failed, ...use }: JudgeUse): string {
  const tokens =
    use.withoutUsage > 0
      ? `tokens of ${count(use.withoutUsage)} answers uncounted`
      : `${count(use.inputTokens)} tokens in, ${count(use.outputTokens)} out`;
  const unusable =
    failed === 0
      ? 'every answer usable'
      : `${counted(failed, 'answer')} missing or not usable (${percent(failed / calls)})`;
  return `Judge ${model}: ${counted(calls, 'call')}, ${tokens}, ${money(use.costUsd)}; ${unusable}.`;
}

/** What the judges of one candidate cost, for beside its own cost; nothing where none was asked. */
export function judgeCost({ judging }: CandidateSummary): readonly string[] {
  if (judging === undefined) return [];
  const costs = judging.map(({ costUsd }) => costUsd);
  const known = costs.filter((usd) => usd !== undefined);
  const sum = known.reduce((total, usd) => total + usd, 0);
  return [`judges ${money(known.length < costs.length ? undefined : sum)}`];
}
