import type { Engine } from '#core/engine.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { Echo } from '../terminal/echo.ts';

export interface BaselineOutcome {
  /** Absent: there is no baseline yet, or none that can be used. */
  readonly comparison?: RunComparison;
  /** A baseline is there and could not be used: the run has not been held against it. */
  readonly isBroken: boolean;
}

export const noComparison: BaselineOutcome = { isBroken: false };

/** Compares a run that has just ended with what was accepted of its prompts. */
export async function compareWithBaseline(
  { history, compare }: Pick<Engine, 'history' | 'compare'>,
  id: string,
  err: Echo,
  signal: AbortSignal,
): Promise<BaselineOutcome> {
  const run = await history.find(id);
  if (run === undefined) return noComparison;
  const compared = await compare({ before: 'baseline', after: run }, signal);
  if ('value' in compared) {
    const { faults } = compared.value;
    for (const fault of faults) err.line(['bad', 'error'], ` ${fault}`);
    return { comparison: compared.value, isBroken: faults.length > 0 };
  }
  if (compared.fault === 'missing') {
    err.line(['caution', 'warning'], ` ${compared.refused}`);
    err.line('To accept this run: ', ['strong', `assay baseline accept ${id}`]);
    return noComparison;
  }
  err.line(['bad', 'error'], ` ${compared.refused}`);
  return { isBroken: true };
}
