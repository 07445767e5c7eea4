import type { Problem } from '#protocol/problem.ts';
import type { RunEvent, RunManifest, RunSummary } from '#protocol/run.ts';
import type { Ports } from '../ports.ts';
import type { ScorerSession } from '../scorers/openScorers.ts';
import { openJournal } from '../store/journal.ts';
import { writeSummary, type RunFolder } from '../store/runFolder.ts';
import { readSnapshot } from '../store/snapshot.ts';
import { runLane } from './lane.ts';
import { scorePaid, type TrialDesk } from './oneTrial.ts';
import { MissingReplies } from './missingReplies.ts';
import type { PreparedCandidate } from './prepared.ts';
import type { Progress } from './progress.ts';
import { summarise, type HoldAgainstBaseline } from './summarise.ts';
import { CandidateTally } from './tally.ts';
import { RunTraffic } from './traffic.ts';
import { trialGrid } from './trialGrid.ts';
import type { Model } from '../models/model.ts';

/** A run that can start: everything is checked, the manifest and the cases are on disk. */
export interface ReadyRun {
  readonly folder: RunFolder;
  readonly manifest: RunManifest;
  readonly candidates: readonly PreparedCandidate[];
  readonly judges: ReadonlyMap<string, Model>;
  /** Requests of one account at a time, at most. */
  readonly workers: (account: string) => number;
  /** USD until now, earlier starts of the run included. */
  readonly spentUsd: () => number;
  /** Puts recordings and the like in order after the last reply. */
  readonly finish: () => Promise<readonly Problem[]>;
  /** Scorers that users wrote; `finish` ends them too. */
  readonly scorers: Pick<ScorerSession, 'close'>;
  /** Where an earlier start of the same run ended. */
  readonly before?: Progress;
  release(): Promise<void>;
}

export interface RunControl {
  /** Aborted: nothing new starts, what is under way finishes. */
  readonly stopping: AbortSignal;
  /** Aborted: what is under way is given up too. */
  readonly signal: AbortSignal;
  /** Hears what happened after it is on disk. */
  readonly tell: (event: RunEvent) => void;
}

/** Asks, scores and records every trial that is not done yet. `hold`: for gates that ask for no regression. Rejects only for a fault of Assay itself. */
export async function run(
  ports: Ports,
  ready: ReadyRun,
  control: RunControl,
  hold?: HoldAgainstBaseline,
): Promise<RunSummary> {
  const { manifest, folder, candidates } = ready;
  const startedAt = ports.clock.monotonic();
  const tallies = candidates.map(
    ({ evaluators, repeats }) => new CandidateTally(evaluators, repeats),
  );
  const traffic = new RunTraffic(
    trialGrid(manifest.prompts, manifest.candidates),
    tallies,
    ({ result }) => {
      const progress = traffic.progress(ready.spentUsd());
      control.tell({ kind: 'trial-finished', result, progress });
    },
  );
  const missing = new MissingReplies();
  const release = onAbort([control.stopping, control.signal], () => {
    traffic.stop();
  });
  // A reply whose scorer is ended here is scored again when the run is resumed.
  const keepScorers = onAbort([control.signal], () => void ready.scorers.close());
  try {
    await work(ports, ready, control, traffic, missing);
  } catch (error) {
    traffic.broke(error);
  } finally {
    release();
    keepScorers();
  }
  const problems = await ready.finish().catch((error: unknown) => {
    traffic.broke(error);
    return [];
  });
  if (traffic.fault !== undefined) {
    await ready.release().catch(() => {});
    throw traffic.fault;
  }
  const wallMs = Math.round(ports.clock.monotonic() - startedAt);
  const summary = await summarise(ports, ready, traffic, tallies, wallMs, hold);
  // A disk that failed while trials ran may refuse this too; the journal is enough to go on from.
  await writeSummary(ports.files, folder, summary).catch(() => {});
  // A lock that stays is taken over once this process is gone.
  await ready.release().catch(() => {});
  control.tell({
    kind: 'run-ended',
    summary,
    folder: folder.path,
    problems: [...missing.problems, ...problems],
  });
  return summary;
}

async function work(
  ports: Ports,
  ready: ReadyRun,
  control: RunControl,
  traffic: RunTraffic,
  missing: MissingReplies,
): Promise<void> {
  const { manifest, folder, candidates } = ready;
  const start = ready.before?.end ?? { seq: 0, bytes: 0 };
  const journal = await openJournal(ports.files, ports.clock, folder.journal, start);
  try {
    control.tell({ kind: 'run-started', manifest, folder: folder.path });
    const desk: TrialDesk = {
      journal,
      signal: control.signal,
      stopping: AbortSignal.any([control.stopping, control.signal]),
      judges: ready.judges,
      missing,
      defaults: manifest.options,
    };
    if (ready.before !== undefined) {
      journal.append({ kind: 'resumed' });
      await ready.before.results((result) => {
        traffic.keep({ result });
      }, 'standing');
      await judgeAgain(ports, desk, traffic, ready, ready.before);
    }
    const lanes = Map.groupBy(candidates, (candidate) => candidate.account);
    await Promise.all(
      Array.from(lanes, ([account, group]) =>
        runLane(
          desk,
          traffic,
          group,
          readSnapshot(ports.files, folder.cases),
          Math.min(ready.workers(account), traffic.grid.total),
        ),
      ),
    );
  } finally {
    await journal.close();
  }
}

/** Replies that a killed run had paid for, but whose judges had not all answered. */
async function judgeAgain(
  ports: Ports,
  desk: TrialDesk,
  traffic: RunTraffic,
  ready: ReadyRun,
  before: Progress,
): Promise<void> {
  const byTrial = new Map(before.unjudged.map((one) => [one.result.trial, one]));
  if (byTrial.size === 0) return;
  const scoring: Promise<void>[] = [];
  for await (const cases of readSnapshot(ports.files, ready.folder.cases)) {
    for (const { prompt, index, testCase } of cases) {
      for (const candidate of ready.candidates) {
        if (candidate.info.prompt !== prompt) continue;
        for (let repeat = 0; repeat < candidate.repeats; repeat += 1) {
          const one = byTrial.get(traffic.grid.number(candidate.index, index, repeat));
          if (one === undefined) continue;
          scoring.push(
            scorePaid(desk, candidate, testCase, one)
              .then((outcome) => {
                if (outcome.stop !== undefined) traffic.halt(candidate, outcome.stop);
                traffic.finished(outcome);
              })
              .catch((error: unknown) => {
                traffic.broke(error);
              }),
          );
        }
      }
    }
  }
  await Promise.all(scoring);
}

function onAbort(signals: readonly AbortSignal[], act: () => void): () => void {
  for (const signal of signals) {
    if (signal.aborted) act();
    else signal.addEventListener('abort', act, { once: true });
  }
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', act);
  };
}
