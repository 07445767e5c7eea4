import type { Problem } from '#protocol/problem.ts';
import type { QuarantineEntry, RunSummary } from '#protocol/run.ts';
import type { ChangedSince, StoredRun } from './engine.ts';
import type { DependencyGraph } from './graph/graph.ts';
import type { BisectOutcome, BisectRequest } from './runner/bisectPrompt.ts';
import type { DriftOutcome, DriftRequest } from './runner/checkDrift.ts';
import type { RunControl } from './runner/run.ts';
import type { RecordingUse } from './runner/recordingUse.ts';
import type { FlakyCase } from './runner/suggestQuarantine.ts';

/** What a project needs beside its engine once it is kept by more than one person: see `docs/ci.md`. */
export interface Ci {
  /** What runs are made from, and what changed since a ref of git. Rejects only with the signal's reason. */
  graph(
    request: { readonly files: readonly string[]; readonly since?: string },
    signal: AbortSignal,
  ): Promise<GraphReport>;
  readonly recordings: RecordingShelf;
  /** Finds the commit that made a value worse. Rejects only with the signal's reason. */
  bisect(request: BisectRequest, signal: AbortSignal): Promise<BisectOutcome>;
  /** What is quarantined today, and what is wrong with the file. Never rejects. */
  quarantine(): Promise<{
    readonly entries: readonly QuarantineEntry[];
    readonly problems: readonly Problem[];
  }>;
  /** Cases of the newest runs that passed and failed without a change of their prompt. */
  flakyCases(newest: number): Promise<readonly FlakyCase[]>;
  /** Joins the parts of a run into the run that it would have been on one machine. Asks nobody. Rejects with `FileError`. */
  merge(runs: readonly StoredRun[]): Promise<Merged>;
}

/** The recordings of a project. Rejects only with the signal's reason, and with `FileError` where it writes. */
export interface RecordingShelf {
  /** Who needs them, and what is missing; asks nobody. */
  use(signal: AbortSignal): Promise<RecordingUse>;
  /** Takes what no case needs any more out of the file. Gives how many that were. */
  prune(use: RecordingUse): Promise<number>;
  /** Asks about a sample anew, and says what changed. */
  drift(request: DriftRequest, control: RunControl): Promise<DriftOutcome>;
}
/** What came of joining parts of a run. */
export type Merged =
  | { readonly problems: readonly Problem[]; readonly run: StoredRun; readonly summary: RunSummary }
  | { readonly problems: readonly Problem[] };

export interface GraphReport {
  /** Absent: the problems say why. */
  readonly graph?: DependencyGraph;
  readonly changed?: ChangedSince;
  readonly problems: readonly Problem[];
}
