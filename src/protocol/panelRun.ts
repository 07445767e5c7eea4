import type { JsonObject } from '#base/json.ts';
import type { MeasuredChange } from './comparison.ts';
import type { ShownText } from './panel.ts';
import type { Message } from './reply.ts';
import type { GateResult, Interval, RunEnd } from './run.ts';
import type { Score } from './score.ts';
import type { TrialState } from './trial.ts';

/** `interrupted`: it has no end on disk, and nobody is running it. `damaged`: files of it cannot be read. */
export type RunState = 'running' | RunEnd | 'interrupted' | 'damaged';

/** A run as a list names it. */
export interface RunHeading {
  readonly run: string;
  /** The names of its prompts. */
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly state: RunState;
  readonly prompts: readonly {
    readonly file: string;
    readonly name: string;
    /** Something was accepted of it. */
    readonly hasBaseline: boolean;
  }[];
  readonly candidates: readonly CandidateName[];
}

export interface CandidateName {
  /** Index into the manifest's candidates. */
  readonly candidate: number;
  /** Index into the run's prompts. */
  readonly prompt: number;
  readonly variant: string;
  readonly model: string;
}

export interface EvaluatorName {
  readonly name: string;
  readonly kind: string;
  readonly level: 'case' | 'corpus';
  readonly better: 'higher' | 'lower';
  /** It sorts replies under labels: `run/labels` has a table. */
  readonly hasLabels: boolean;
}

/** One evaluator on one candidate. */
export interface MetricCell {
  /** Absent: nothing was scored. */
  readonly value?: number;
  readonly interval?: Interval;
  /** Trials. */
  readonly scored: number;
  readonly notApplicable: number;
  readonly failed: number;
  /** Against the baseline; absent where nothing was accepted. */
  readonly verdict?: MeasuredChange;
}

export interface CandidateView extends CandidateName {
  readonly planned: number;
  readonly finished: number;
  readonly errors: number;
  readonly judged: number;
  readonly passed: number;
  readonly passRate?: number;
  readonly interval?: Interval;
  readonly passVerdict?: MeasuredChange;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent where a price is missing. */
  readonly costUsd?: number;
  /** Milliseconds. */
  readonly latency?: { readonly p50: number; readonly p95: number };
  /** How many replies took how long; `toMs` is where a bar ends. */
  readonly latencies: readonly { readonly toMs: number; readonly replies: number }[];
  /** In the order of the view's evaluators. */
  readonly metrics: readonly MetricCell[];
}

/** One prompt of one run. */
export interface RunView {
  readonly run: string;
  readonly title: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly commit?: string;
  readonly state: RunState;
  /** Why it stopped, or what is wrong with its files: a sentence each. */
  readonly problems: readonly string[];
  readonly finished: number;
  readonly planned: number;
  readonly spentUsd: number;
  readonly gate?: GateResult;
  readonly prompts: readonly { readonly file: string; readonly name: string }[];
  readonly prompt: number;
  /** Something was accepted that this prompt is compared with. */
  readonly hasBaseline: boolean;
  readonly candidates: readonly CandidateView[];
  readonly evaluators: readonly EvaluatorName[];
  readonly tags: readonly string[];
}

export type RowOutcome = 'passed' | 'failed' | 'error' | 'not scored' | 'running';

/** Against the baseline. `new`: nothing was accepted of this case. */
export type RowChange = 'to-failed' | 'to-passed' | 'moved' | 'unchanged' | 'new';

/** One case on one candidate, over all its repetitions. */
export interface CaseRow {
  readonly caseId: string;
  readonly candidate: number;
  readonly outcome: RowOutcome;
  readonly change?: RowChange;
  /** Trials with a verdict, and how many passed; a case is flaky where neither none nor all did. */
  readonly judged: number;
  readonly passed: number;
  /** In the order of the view's evaluators; `null`: no score. */
  readonly scores: readonly (number | null)[];
  /** The start of the reply, or why there is none. */
  readonly excerpt: string;
  /** The start of what the case holds. */
  readonly input: string;
  readonly expected: string;
  readonly tags: readonly string[];
  readonly tokens?: number;
  readonly costUsd?: number;
  readonly latencyMs?: number;
  readonly thumb?: 'up' | 'down';
}

/** What rows are shown. Everything that is given must hold. */
export interface RowsFilter {
  readonly outcome?: 'failed' | 'errors' | 'changed' | 'flaky' | 'labelled' | undefined;
  readonly candidate?: number | undefined;
  readonly tag?: string | undefined;
  /** Anywhere in id, input, expected or reply; case does not matter. */
  readonly text?: string | undefined;
}

/** `score:2` is the third evaluator. Without a sort rows stand in the order of the plan, which never changes. */
export interface RowsSort {
  readonly by: string;
  readonly descending: boolean;
}

/** `anchor` names a row whose place is to be told too, so that it can be kept where it is. */
export interface RowsQuery {
  readonly run: string;
  readonly prompt: number;
  readonly filter: RowsFilter;
  readonly sort?: RowsSort | undefined;
  readonly from: number;
  readonly count: number;
  readonly anchor?: RowKey | undefined;
}

export interface RowKey {
  readonly caseId: string;
  readonly candidate: number;
}

export interface RowsAnswer {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly CaseRow[];
  /** Where the anchor is now; absent where it was not asked for or is not among the rows. */
  readonly anchorAt?: number;
}

/** Precision, recall and F1 are `null` where they are 0 / 0. */
export interface LabelTable {
  readonly labels: readonly {
    readonly label: string;
    readonly precision: number | null;
    readonly recall: number | null;
    readonly f1: number | null;
    readonly cases: number;
  }[];
  /** Replied labels, across; the last may be `invalid`. */
  readonly replied: readonly string[];
  /** Row: expected label, in the order of `labels`. Column: `replied`. */
  readonly counts: readonly (readonly number[])[];
}

export interface CaseDetail extends RowKey {
  readonly run: string;
  readonly prompt: number;
  readonly source: { readonly file: string; readonly line: number };
  readonly values: JsonObject;
  readonly tags: readonly string[];
  readonly expected?: ShownText;
  readonly messages: readonly { readonly role: Message['role']; readonly content: ShownText }[];
  /** One a repetition, in their order. */
  readonly trials: readonly TrialDetail[];
  /** What was accepted; the reply only while the run it came from is there. */
  readonly baseline?: { readonly outcome: RowOutcome; readonly reply?: ShownText };
  /** The same case on the other candidates of the run. */
  readonly others: readonly (CandidateName & {
    readonly outcome: RowOutcome;
    readonly reply?: ShownText;
  })[];
  readonly label?: PersonLabel;
}

export interface TrialDetail {
  readonly repeat: number;
  readonly state: TrialState;
  readonly outcome: RowOutcome;
  readonly reply?: ShownText;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly scores: readonly {
    readonly evaluator: string;
    readonly score: Score;
    /** What stands behind the score, as JSON. */
    readonly detail?: ShownText;
  }[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
  readonly latencyMs?: number;
  /** `cache` and `recording` cost nothing now. */
  readonly source?: 'live' | 'cache' | 'recording';
  readonly attempts: number;
}

/** Absent: the run did not keep it. */
export interface RawExchange {
  readonly request?: ShownText;
  readonly response?: ShownText;
}

/** What a person says of a reply; a comment may stand alone. All absent: it is taken back. */
export interface PersonLabel {
  readonly thumb?: 'up' | 'down' | undefined;
  readonly correction?: string | undefined;
  readonly comment?: string | undefined;
}
