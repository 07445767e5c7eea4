import type { ShownText } from './panel.ts';
import type { EvaluatorName, MetricCell, RunState } from './panelRun.ts';
import type { Interval } from './run.ts';

/** How a prompt did over its runs. */
export interface HistoryView {
  /** Prompts that have runs, by file. */
  readonly prompts: readonly {
    readonly file: string;
    readonly name: string;
    readonly runs: number;
  }[];
  /** The one that is shown; absent where there is no run at all. */
  readonly file?: string;
  readonly evaluators: readonly EvaluatorName[];
  /** Oldest first; so many of them, in one piece. */
  readonly points: readonly HistoryPoint[];
  /** Of this prompt, and how many of them are newer than the points. */
  readonly totalRuns: number;
  readonly newerRuns: number;
  /** Where as many runs before the points begin, and as many after them; absent: there are none, or the newest is among them. */
  readonly older?: string;
  readonly newer?: string;
  /** Runs whose files cannot be read. */
  readonly damaged: number;
  /** Runs of other programs in the time of the points, oldest first. They have no cases and cannot be opened. */
  readonly foreign: readonly ForeignPoint[];
}

/** A run of another program, as MLflow had it when it was pulled. */
export interface ForeignPoint {
  /** In MLflow. */
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  /** The server's address. */
  readonly server: string;
  /** MLflow's own word: `FINISHED`. */
  readonly status: string;
  readonly startedAt: string;
  readonly commit?: string;
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

export interface HistoryPoint {
  readonly run: string;
  /** Index into the run's prompts. */
  readonly prompt: number;
  readonly startedAt: string;
  readonly state: RunState;
  readonly commit?: string;
  /** The prompt is not what it was in the run before. */
  readonly isPromptChanged: boolean;
  readonly candidates: readonly {
    readonly candidate: number;
    readonly variant: string;
    readonly model: string;
    readonly passRate?: number;
    readonly interval?: Interval;
    readonly costUsd?: number;
    /** Milliseconds, median. */
    readonly latencyMs?: number;
    readonly cases: number;
    /** In the order of the view's evaluators. */
    readonly metrics: readonly Pick<MetricCell, 'value' | 'scored'>[];
  }[];
}

/** The prompt of a run and of the run before it. */
export interface PromptChange {
  readonly before: ShownText;
  readonly after: ShownText;
  readonly previousRun: string;
}
