import type { JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Ending, Message, Usage } from '#protocol/reply.ts';
import type { Score } from '#protocol/score.ts';
import type { ModelParameters } from '../models/model.ts';
import type { ZodMiniType } from 'zod/mini';

/** What a metric can look at. */
export type EvidenceField = 'reply' | 'expected' | 'values' | 'latency' | 'cost' | 'usage';

/** One reply and all that is known about it. */
export interface Evidence {
  readonly reply: string;
  readonly ending: Ending;
  readonly testCase: EvalCase;
  readonly expected: JsonValue | undefined;
  /** The conversation that was sent. */
  readonly messages: readonly Message[];
  readonly latencyMs: number | undefined;
  readonly costUsd: number | undefined;
  readonly usage: Usage | undefined;
}

/** A question to a judge: answered by an approved model in a pool of its own, paid from the same budget. */
export interface JudgeQuestion {
  readonly modelId: string;
  readonly messages: readonly Message[];
  readonly parameters: ModelParameters;
}

/** What a metric may use beside the evidence. */
export interface MetricTools {
  /** Resolves with the judge's text; rejects with `ModelError`. */
  readonly ask: (question: JudgeQuestion) => Promise<string>;
  /** The judge that stands in where an evaluator names none; from `assay.yml`. */
  readonly defaultJudge: string | undefined;
}

/** A score, and for a corpus metric what it must remember of the case. */
export interface Measured {
  readonly score: Score;
  readonly statistic?: JsonValue;
}

/** The number over all cases that a corpus metric gives, with what stands behind it. */
export interface CorpusResult {
  /** In the metric's range; `undefined` where no case counted. */
  readonly value: number | undefined;
  /** Named further numbers: `precision.spam`, `macro-f1`. */
  readonly figures: Readonly<Record<string, number | undefined>>;
  /** Free-form detail for people: a confusion matrix, a per-label table. */
  readonly detail?: JsonValue;
  /** Cases whose statistic was counted. */
  readonly cases: number;
}

/** Adds statistics one by one, in constant memory. */
export interface CorpusAccumulator {
  add(statistic: JsonValue): void;
  result(): CorpusResult;
}

/** `Metric.measure` with the settings already taken in. */
export type Measure = (evidence: Evidence, tools: MetricTools) => Measured | Promise<Measured>;

export type Preparation =
  | { readonly measure: Measure }
  | { readonly faults: readonly SettingsFault[] };

/** What is wrong with settings beyond their shape: a broken pattern, two equal labels. */
export interface SettingsFault {
  /** Kebab-case, as in `Problem`. */
  readonly code: string;
  /** The way to the setting below `with:`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly allowed?: string;
  readonly next: string;
}

/** Turns a reply, and what the case knows, into a score. A plug-in: one file, one line in `builtin.ts`. */
export interface Metric<Settings = unknown> {
  /** What an evaluator writes after `uses:`. */
  readonly kind: string;
  readonly title: string;
  /** Markdown, one to five sentences: what it measures, how, and when it misleads. Names the formula's source. */
  readonly documentation: string;
  /** `corpus`: only the number over all cases means anything; `measure` gives a statistic. */
  readonly level: 'case' | 'corpus';
  readonly better: 'higher' | 'lower';
  /** Smallest and largest possible value; may be infinite. */
  readonly range: readonly [number, number];
  readonly needs: readonly EvidenceField[];
  /** `judge`: every measurement asks a model. */
  readonly cost: 'free' | 'judge';
  readonly useCases: readonly string[];
  /** The shape of `with:`. Its JSON Schema is generated for the editor. */
  readonly settings: ZodMiniType<Settings>;
  /** The ids of the judges that these settings need, so that policy and preflight can look at them first. */
  judges?(settings: Settings, defaultJudge: string | undefined): readonly string[];
  /**
   * Only where the settings hold something to load, compile or fold: done once, before any case, and
   * the hot path then calls what it gives. Never throws and never rejects.
   */
  prepare?(settings: Settings): Preparation | Promise<Preparation>;
  /** Never throws and never rejects: what goes wrong is `failed`. A plain value where no waiting is needed. */
  measure(evidence: Evidence, settings: Settings, tools: MetricTools): Measured | Promise<Measured>;
  /** Only for `corpus`. */
  accumulate?(settings: Settings): CorpusAccumulator;
}
