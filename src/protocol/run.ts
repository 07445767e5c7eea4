import type { JsonValue } from '#base/json.ts';
import type { JudgeState, JudgeSummary } from './calibration.ts';
import type { ModelEntry } from './catalogue.ts';
import type { Problem } from './problem.ts';
import type { JudgeUse } from './score.ts';
import type { TrialResult, TrialState } from './trial.ts';

/** One prompt variant on one model: what a run compares, and a row of its tables. */
export interface Candidate {
  /** Index into the manifest's prompts. */
  readonly prompt: number;
  readonly variant: string;
  readonly model: string;
}

/**
 * `record` keeps live replies in the repository, `replay` answers from them alone, `complete` asks, and records, only what
 * they do not have.
 */
export type RecordingMode = 'off' | 'record' | 'replay' | 'complete';

/** What personal data is told by: its form. */
export type PersonalKind = 'e-mail' | 'iban' | 'credit-card' | 'phone' | 'ip';

export type CacheMode = 'on' | 'off' | 'refresh' | 'require';

/** What was asked for, after defaults were filled in. Enough to go on with a run. */
export interface RunOptions {
  readonly repeats?: number;
  readonly maxCostUsd?: number;
  readonly concurrency?: number;
  readonly cache: CacheMode;
  readonly recordings: RecordingMode;
  readonly keep: 'hash' | 'request';
  /** Kinds of personal data that a recording may hold. */
  readonly keepKinds?: readonly PersonalKind[];
  readonly allowUnpriced: readonly string[];
  /** Stands in where an evaluator names no judge. */
  readonly judge?: string;
  /** Stands in where an evaluator names no embedding model. */
  readonly embedding?: string;
  /** Only these case ids and tags; empty: all. */
  readonly cases: readonly string[];
  readonly tags: readonly string[];
  /** Its replies come from batches. */
  readonly batch?: true;
}

/** A prompt as it was when the run started. */
export interface PromptCopy {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
  /** Texts of the files it refers to, by their path from the root. Absent: it stands alone. */
  readonly others?: Readonly<Record<string, string>>;
  readonly cases: number;
  /** How many cases these were drawn from. Absent: no sample was drawn. */
  readonly drawnFrom?: number;
  readonly repeats: number;
  /** What was known of its judges. Absent: it has none. */
  readonly judges?: readonly JudgeState[];
}

export interface InputHash {
  readonly file: string;
  readonly sha256: string;
}

/** The first file of a run, written once. */
export interface RunManifest {
  readonly version: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly assay: string;
  readonly commit?: string;
  readonly prompts: readonly PromptCopy[];
  readonly candidates: readonly Candidate[];
  /** The catalogue's entries of every model that the run may ask, judges included. */
  readonly models: readonly ModelEntry[];
  readonly options: RunOptions;
  readonly gate: GateRule;
  /** Absent: it was started without one. */
  readonly tier?: RunTier;
  /** Set where only what changed was taken: since the commit where the branch left this ref. */
  readonly since?: { readonly ref: string; readonly commit: string };
  /** Set where it is one part of a run. */
  readonly shard?: RunShard;
  /** The parts that it was joined from. */
  readonly mergedFrom?: readonly string[];
  /** Evaluators that are not in the tier. */
  readonly leftOut?: readonly LeftOutEvaluator[];
  /** What counted as quarantined when it started. */
  readonly quarantine?: readonly QuarantineEntry[];
  /** Every file the run was made from, datasets included. */
  readonly inputs: readonly InputHash[];
  /** SHA-256 of the run's own copy of its cases. */
  readonly casesSha256: string;
  readonly trials: number;
}

/** Which part of a run, and of how large a one. */
export interface RunShard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
  /** Cases of each prompt in the whole run, in the order of the manifest's prompts. */
  readonly cases: readonly number[];
}

/** What a run, or a part of it, must reach. */
export interface GateBounds {
  /** Share of trials with a verdict that pass, from 0 to 1, for every candidate. */
  readonly passRate?: number;
  /** Evaluator → the value its mean (or corpus value) must reach: at least, or at most where lower is better. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** The least figures of one label, from 0 to 1. */
export interface LabelBounds {
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

/** What a run must reach. */
export interface GateRule extends GateBounds {
  /** Set: a judge that is not calibrated only informs. */
  readonly judges?: 'calibrated';
  /** Set: fails where something regressed against the baseline, as a comparison says it. */
  readonly regression?: 'real';
  /** Catalogue id → what candidates on this model must reach besides. */
  readonly models?: Readonly<Record<string, GateBounds>>;
  /** Tag → what its cases must reach besides. */
  readonly tags?: Readonly<Record<string, GateBounds>>;
  /** Evaluator → label → figures. */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, LabelBounds>>>>;
}

/** A case, or an evaluator of a prompt, that does not fail a gate for the time being. */
export interface QuarantineEntry {
  /** File of the prompt, relative to the root with `/`. Absent: whatever prompt has the case. */
  readonly prompt?: string;
  readonly case?: string;
  /** Only this evaluator; absent: the whole case. */
  readonly evaluator?: string;
  readonly reason: string;
  /** ISO date: the last day on which it counts. */
  readonly until: string;
  readonly owner: string;
}

/** What the quarantine kept from the gate. */
export interface QuarantinedResult {
  readonly entry: QuarantineEntry;
  readonly candidate: number;
  readonly caseId: string;
  /** Trials with a verdict, and how many passed. */
  readonly judged: number;
  readonly passed: number;
  /** Trials that ended in an error. */
  readonly errors: number;
}

export interface GateResult {
  readonly pass: boolean;
  /** A sentence for each rule that failed. */
  readonly reasons: readonly string[];
  /** A sentence for each verdict that did not count, and for each rule that could not be held against the run. */
  readonly notes?: readonly string[];
  /** Results that were told and did not count. */
  readonly quarantined?: readonly QuarantinedResult[];
  /** What each rule found, on each candidate that it holds for. Absent in runs of before, and where there is no rule. */
  readonly checks?: readonly GateCheck[];
}

/** One rule of a gate, and what was found. */
export interface GateCheck {
  /** `tag`: no case of the run has the tag, so that nothing could be found. */
  readonly rule: 'pass-rate' | 'metric' | 'label' | 'regression' | 'tag';
  /** `not-counted`: it says nothing here, for the reason that `why` names. */
  readonly state: 'reached' | 'missed' | 'not-counted';
  /** Index into the run's candidates; absent where it holds for none of them. */
  readonly candidate?: number;
  /** Set where the rule stands under a model, or a tag. */
  readonly model?: string;
  readonly tag?: string;
  readonly evaluator?: string;
  readonly label?: string;
  /** Of the label: `recall`. */
  readonly figure?: string;
  readonly better?: 'higher' | 'lower';
  /** What had to be reached. */
  readonly bound?: number;
  /** Absent: there was no value. */
  readonly found?: number;
  /** What was accepted. */
  readonly before?: number;
  /** A sentence, where a value is missing or does not count; of a regression the word of the comparison. */
  readonly why?: string;
}

/** How a run was to go about it: 0 asks nobody, 1 scores recordings, 2 asks about a sample, 3 does everything. */
export interface RunTier {
  readonly name: string;
  readonly level: 0 | 1 | 2 | 3;
  /** Whether judges and embedding models take part. */
  readonly judges: boolean;
  /** Nothing in it can be quarantined. */
  readonly safety: boolean;
}

/** An evaluator that takes no part in a run. */
export interface LeftOutEvaluator {
  /** Index into the manifest's prompts. */
  readonly prompt: number;
  readonly evaluator: string;
  readonly asks: 'judge' | 'embedding model';
}

/** How a run ended. `stopped`: a failure that concerns more than one trial. */
export type RunEnd = 'complete' | 'cancelled' | 'budget-reached' | 'stopped';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface EvaluatorSummary {
  readonly name: string;
  readonly kind: string;
  readonly level: 'case' | 'corpus';
  readonly better: 'higher' | 'lower';
  /** Trials with a score. */
  readonly scored: number;
  readonly notApplicable: number;
  readonly failed: number;
  /** Mean of the case scores, or the corpus value. Absent: nothing was scored. */
  readonly value?: number;
  /** Trials with a verdict, and how many passed. */
  readonly judged: number;
  readonly passed: number;
  readonly figures?: Readonly<Record<string, number>>;
  readonly detail?: JsonValue;
  /** Set where the evaluator asks a judge. */
  readonly judge?: JudgeSummary;
}

/** What repetitions say of the cases that have a verdict. */
export interface RepetitionSummary {
  readonly cases: number;
  /** Cases that passed in some of their repetitions and failed in others. */
  readonly flaky: number;
  /** For one trial, and for as many as there are repetitions; means over the cases that have so many verdicts. */
  readonly chances: readonly {
    readonly k: number;
    readonly cases: number;
    /** The chance that at least one of k trials of a case passes. */
    readonly passAtK: number;
    /** The chance that all of k trials of a case pass: pass^k. */
    readonly passHatK: number;
  }[];
}

export interface CandidateSummary {
  readonly candidate: number;
  readonly planned: number;
  /** Adds up to `planned`. */
  readonly states: Readonly<Record<TrialState, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** Trials with a verdict, and how many passed. */
  readonly judged: number;
  readonly passed: number;
  /** passed ÷ judged; absent where nothing was judged. */
  readonly passRate?: number;
  /** 95 % interval of the pass rate: Wilson's; with repetitions over the cases, whose trials are not independent. */
  readonly interval?: Interval;
  /** Only with repetitions, and where something was judged. */
  readonly repetitions?: RepetitionSummary;
  readonly evaluators: readonly EvaluatorSummary[];
  /** Milliseconds, of the original calls. */
  readonly latency?: { readonly p50: number; readonly p95: number };
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Trials whose service gave no token counts. */
  readonly withoutUsage: number;
  /** USD that the replies cost when they were made; absent where a price is missing. */
  readonly costUsd?: number;
  /** What judging the replies took, a line for each judge; absent where none was asked. */
  readonly judging?: readonly JudgeUse[];
}

/** The last file of a run; its presence says that the run ended in an orderly way. */
export interface RunSummary {
  readonly version: 1;
  readonly id: string;
  readonly endedAt: string;
  readonly ended: RunEnd;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly candidates: readonly CandidateSummary[];
  readonly gate: GateResult;
  /** USD spent by this run, resumes included; attempts that may have been billed count in full. */
  readonly spentUsd: number;
  readonly wallMs: number;
}

/** Counts and USD that a run is expected to take. */
export interface Preflight {
  readonly cases: number;
  readonly trials: number;
  readonly calls: number;
  /** The expected number; how many more or fewer there may be is in tokens and cost. */
  readonly judgeCalls: number;
  readonly inputTokens: Estimate;
  readonly outputTokens: Estimate;
  /** Of the priced models alone. */
  readonly costUsd: Estimate;
  readonly judgeCostUsd: Estimate;
  readonly unpriced: readonly string[];
  readonly candidates: readonly {
    readonly candidate: Candidate;
    readonly calls: number;
    readonly costUsd?: Estimate;
  }[];
}

export interface Estimate {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What a run tells while it goes on, in order. Whatever it tells is on disk already. */
export type RunEvent =
  | { readonly kind: 'run-started'; readonly manifest: RunManifest; readonly folder: string }
  | {
      readonly kind: 'trial-finished';
      readonly result: TrialResult;
      readonly progress: RunProgress;
    }
  | {
      readonly kind: 'run-ended';
      readonly summary: RunSummary;
      readonly folder: string;
      /** What could not be kept, such as a recording that held a secret. */
      readonly problems: readonly Problem[];
    };

export interface RunProgress {
  readonly finished: number;
  readonly planned: number;
  readonly failed: number;
  readonly errors: number;
  readonly spentUsd: number;
}
