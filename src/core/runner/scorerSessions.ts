import { openScorers, type ScorerPurpose, type ScorerSession } from '../scorers/openScorers.ts';
import { noScorers } from '../scorers/scorer.ts';
import type { EngineSetup } from './setup.ts';

/**
 * Gives the work the scorers that users wrote, and ends them with it, unless what comes of it goes on to need them.
 * Where the program at hand runs no such code, an evaluator that needs it is refused.
 */
export async function withScorers<T>(
  setup: EngineSetup,
  purpose: ScorerPurpose,
  work: (scorers: ScorerSession) => Promise<T>,
  isKept: (outcome: T) => boolean = () => false,
): Promise<T> {
  const scorers = sessionOf(setup, purpose);
  let keeps = false;
  try {
    const outcome = await work(scorers);
    keeps = isKept(outcome);
    return outcome;
  } finally {
    if (!keeps) await scorers.close();
  }
}

function sessionOf({ ports, root, scorers }: EngineSetup, purpose: ScorerPurpose): ScorerSession {
  if (scorers === undefined) return { ...noScorers, unallowed: [], close: () => Promise.resolve() };
  const { files, clock } = ports;
  return openScorers({ files, clock, root, setup: scorers, purpose });
}
