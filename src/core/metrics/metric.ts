import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Ending, Message, Usage } from '#protocol/reply.ts';
import type { Estimate, InputHash } from '#protocol/run.ts';
import type { Score } from '#protocol/score.ts';
import type { ModelTask } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Reading } from '../documents/reading.ts';
import type { ModelParameters, ResponseFormat } from '../models/model.ts';
import type { Evaluator } from '../prompts/prompt.ts';
import type { Scale } from '../scorers/scorerScore.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import type { SettingsFault } from './settingsFault.ts';
import type { ZodMiniType } from 'zod/mini';
import type { MetricUse } from './useCases.ts';

export type { SettingsFault } from './settingsFault.ts';

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
  /** A wish: a model that does not take it is asked without. */
  readonly responseFormat?: ResponseFormat;
  /** Which sample of the same question this is, from 0. Never sent; keeps samples apart in caches and recordings. */
  readonly sample?: number;
}

export interface JudgeAnswer {
  readonly text: string;
  readonly ending: Ending;
}

/** A text to be turned into numbers by an approved embedding model; in the judges' pool, paid from the same budget. */
export interface EmbeddingQuestion {
  readonly modelId: string;
  readonly text: string;
}

/** What a metric may use beside the evidence. */
export interface MetricTools {
  /** Rejects with `ModelError`. */
  readonly ask: (question: JudgeQuestion) => Promise<JudgeAnswer>;
  /** Counts an answer of this judge that cannot be used. */
  readonly refuse: (modelId: string) => void;
  /** Resolves with the vector; rejects with `ModelError`. One at a time within one measurement. */
  readonly embed: (question: EmbeddingQuestion) => Promise<Float32Array>;
  /** The judge that stands in where an evaluator names none; from `assay.yml`. */
  readonly defaultJudge: string | undefined;
  /** The same for the embedding model. */
  readonly defaultEmbedding?: string | undefined;
}

/** A score, and for a corpus metric what it must remember of the case. */
export interface Measured {
  readonly score: Score;
  readonly statistic?: JsonValue;
  /** What the score was made from, for people: claims, verdicts, samples. Cut to `mostDetail` where it is stored. */
  readonly details?: JsonObject;
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
  /**
   * Only where the result comes from nothing but sums over the cases. A comparison computes the result some ten
   * thousand times over other choices of cases, and with these adds numbers up instead of reading statistics.
   */
  readonly sums?: CorpusSums;
}

/** The sums so far, in an order that does not change; `replace` puts others in their place. */
export interface CorpusSums {
  read(): readonly number[];
  replace(sums: readonly number[]): void;
}

/** `Metric.measure` with the settings already taken in. */
export type Measure = (evidence: Evidence, tools: MetricTools) => Measured | Promise<Measured>;

/** An evaluator whose settings are checked and whose patterns, schemas and templates are compiled: ready for every case. */
export interface PreparedEvaluator {
  readonly name: string;
  readonly metric: Metric;
  readonly threshold: number | undefined;
  /** Its verdict is told and does not count. */
  readonly informs?: true;
  /** The catalogue ids of the judges it will ask; empty for code-based metrics. */
  readonly judges: readonly string[];
  /** Questions that one measurement puts to each of its judges. */
  readonly calls: Estimate;
  /** Those of the embedding models, one for each request of a measurement. */
  readonly embedders: readonly string[];
  /** Never throws and never rejects. A plain value for code-based metrics, a promise for judges. */
  readonly measure: Measure;
  /** Only where each case says what is measured. */
  readonly ofCase: OfCase | undefined;
  /** Only for corpus metrics: a new, empty accumulator. */
  readonly accumulate: (() => CorpusAccumulator) | undefined;
  /** Files of the project that it read. */
  readonly inputs: readonly InputHash[];
}

/** Gets ready what a case asks for, and says what that takes. Never rejects; a plain value once it is ready. */
export type OfCase = (testCase: EvalCase) => CaseDemands | Promise<CaseDemands>;

export interface CaseDemands {
  /** What is wrong with it, each at its place. */
  readonly problems: readonly Problem[];
  readonly asks: readonly CaseAsk[];
  /** Files of the project that it read. */
  readonly inputs: readonly InputHash[];
}

/** Questions that one reply of the case puts to one model. */
export interface CaseAsk {
  readonly model: string;
  readonly task: ModelTask;
  readonly calls: Estimate;
  /** Of the settings, which go into every question. */
  readonly characters: number;
}

export type Preparation =
  | {
      readonly measure: Measure;
      readonly ofCase?: OfCase;
      /** Files of the project that it read. */
      readonly inputs?: readonly InputHash[];
    }
  | { readonly faults: readonly SettingsFault[] };

/** What a metric may ask for while it gets ready. */
export interface PrepareContext {
  /** The prompt, relative to the root with `/`. */
  readonly file: string;
  /** Code that users wrote. Absent: nobody looks at it now, and a metric that needs it fails to score. */
  readonly scorers: ScorerHost | undefined;
  readonly defaultJudge: string | undefined;
  readonly defaultEmbedding: string | undefined;
  /** Gets another metric ready. Never rejects. */
  readonly prepare: (evaluator: Evaluator) => Promise<Reading<PreparedEvaluator>>;
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
  /** `judge`: every measurement asks a model, be it for words or for vectors. */
  readonly cost: 'free' | 'judge';
  readonly useCases: readonly MetricUse[];
  /** The shape of `with:`. Its JSON Schema is generated for the editor. */
  readonly settings: ZodMiniType<Settings>;
  /** The ids of the judges that these settings need, so that policy and preflight can look at them first. */
  judges?(settings: Settings, defaultJudge: string | undefined): readonly string[];
  /** The same for embedding models: an id for each request that one measurement takes. */
  embedders?(settings: Settings, defaultEmbedding: string | undefined): readonly string[];
  /**
   * How many questions one measurement puts to its judge; absent: one. Where that hangs on the case, the
   * expected number is a guess, and the high one what a long case takes. Repairs count as high.
   */
  calls?(settings: Settings): Estimate;
  /**
   * Only where the settings hold something to load, compile or fold: done once, before any case, and
   * the hot path then calls what it gives. Never throws and never rejects.
   */
  prepare?(settings: Settings, context?: PrepareContext): Preparation | Promise<Preparation>;
  /** Only where the settings say what values mean: stands in for `better` and `range`. */
  scale?(settings: Settings): Scale;
  /** It runs code that a user wrote, and scores only where `prepare` was given `scorers`. */
  readonly runsCode?: true;
  /** Never throws and never rejects: what goes wrong is `failed`. A plain value where no waiting is needed. */
  measure(evidence: Evidence, settings: Settings, tools: MetricTools): Measured | Promise<Measured>;
  /** Only for `corpus`: the figures that a comparison tests beside the value. */
  readonly comparedFigures?: readonly string[];
  /** For `corpus`; of another level only its `figures` are told, beside the mean of the values. */
  accumulate?(settings: Settings): CorpusAccumulator;
}
