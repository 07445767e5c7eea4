import type { Engine, StoredRun } from '../engine.ts';
import type { CaseDesk } from '../views/caseView.ts';
import type { CompareDesk } from '../views/comparedSide.ts';
import { RunShelf } from '../views/runShelf.ts';
import { Texts } from '../views/texts.ts';

export type ReportEngine = Pick<Engine, 'root' | 'history' | 'baselines' | 'compare'>;

/** What reports about runs are made from: the same books that pages are. */
export interface ReportDesk extends CaseDesk, CompareDesk {
  readonly engine: ReportEngine;
  readonly shelf: RunShelf;
}

/** `runs`: found by their ids, also those that lie elsewhere than the project's own. */
export function openReportDesk(engine: ReportEngine, runs: readonly StoredRun[]): ReportDesk {
  const known = new Map(runs.map((run) => [run.id, run]));
  const history = {
    ...engine.history,
    find: (id: string) => {
      const run = known.get(id);
      return run === undefined ? engine.history.find(id) : Promise.resolve(run);
    },
  };
  const own = { ...engine, history };
  const shelf = new RunShelf({
    engine: own,
    people: { of: () => Promise.resolve([]) },
    isLive: () => false,
  });
  return { engine: own, shelf, texts: new Texts() };
}
