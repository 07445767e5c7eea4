import type { ModelStatus, Price, Suitability } from './catalogue.ts';
import type { MeasuredChange } from './comparison.ts';
import type { Interval } from './run.ts';

export interface ModelsView {
  readonly models: readonly ModelView[];
}

/** An approved model, and how it did in the workspace's own runs. */
export interface ModelView {
  readonly id: string;
  readonly status: ModelStatus;
  readonly price?: Price;
  readonly suits: readonly Suitability[];
  readonly retires?: string;
  readonly replacement?: string;
  /** Over all prompts; absent where it was never run. */
  readonly measured?: Measured;
  readonly prompts: readonly (Measured & {
    readonly file: string;
    readonly name: string;
    /** The newest run that measured it. */
    readonly run: string;
    /** Index into that run's prompts. */
    readonly prompt: number;
    readonly candidate: number;
  })[];
}

export interface Measured {
  readonly cases: number;
  readonly passRate: number;
  readonly interval?: Interval;
  /** USD for a thousand cases; absent where a price is missing. */
  readonly costUsd?: number;
  /** Milliseconds. */
  readonly latency?: { readonly p50: number; readonly p95: number };
}

/** What asking another model would change, prompt by prompt, as far as both were run on the same cases. */
export interface SwitchView {
  readonly prompts: readonly {
    readonly file: string;
    readonly name: string;
    readonly verdict: MeasuredChange;
    readonly toFailed: number;
    readonly toPassed: number;
    /** USD for a thousand cases. */
    readonly costBefore?: number;
    readonly costAfter?: number;
    /** Milliseconds, median. */
    readonly latencyBefore?: number;
    readonly latencyAfter?: number;
    readonly sides: readonly [
      { readonly run: string; readonly candidate: number },
      { readonly run: string; readonly candidate: number },
    ];
  }[];
}
