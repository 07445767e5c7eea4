import type { Interval, RunEnd } from './run.ts';

/** `unended`: no end on disk; it goes on, or was killed. `damaged`: files of it cannot be read. */
export type RunLineState = RunEnd | 'unended' | 'damaged';

/** One run, as lists and charts over many runs need it. */
export interface RunLine {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly state: RunLineState;
  /** What is wrong with its files. */
  readonly fault?: string;
  readonly commit?: string;
  readonly prompts: readonly RunLinePrompt[];
  readonly candidates: readonly RunLineCandidate[];
  /** Absent where it has no end. */
  readonly spentUsd?: number;
  readonly gatePasses?: boolean;
}

export interface RunLinePrompt {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly name: string;
  readonly sha256: string;
  readonly cases: number;
  readonly repeats: number;
}

/** In the order of the manifest. Without an end only the names are known. */
export interface RunLineCandidate {
  /** Index into the line's prompts. */
  readonly prompt: number;
  readonly variant: string;
  readonly model: string;
  readonly figures?: RunLineFigures;
}

export interface RunLineFigures {
  readonly planned: number;
  readonly errors: number;
  readonly judged: number;
  readonly passed: number;
  readonly interval?: Interval;
  /** Absent where a price is missing. */
  readonly costUsd?: number;
  /** Milliseconds. */
  readonly latency?: { readonly p50: number; readonly p95: number };
  readonly metrics: readonly RunLineMetric[];
}

export interface RunLineMetric {
  readonly name: string;
  readonly kind: string;
  readonly level: 'case' | 'corpus';
  readonly better: 'higher' | 'lower';
  /** Trials with a score. */
  readonly scored: number;
  readonly notApplicable: number;
  readonly failed: number;
  /** Absent: nothing was scored. */
  readonly value?: number;
}
