import { trialStates, type TrialResult, type TrialState } from '#protocol/trial.ts';
import type { ResultPlace } from '../engine.ts';

/** What is kept of every trial of a prompt: numbers in flat arrays. Its reply is read again when somebody looks at it. */
export class TrialTable {
  readonly evaluators: readonly string[];
  /** 0: it has not ended. */
  private readonly states: Uint8Array;
  private readonly passes: Uint8Array;
  private readonly latencies: Float64Array;
  private readonly costs: Float64Array;
  private readonly tokens: Float64Array;
  private readonly scores: readonly Float64Array[];
  /** 1: some evaluator gave a score. */
  private readonly scored: Uint8Array;
  /** Four numbers a trial: where the result stands, and where its judges' scores do. */
  private readonly places: Float64Array;

  constructor(trials: number, evaluators: readonly string[]) {
    const numbers = (): Float64Array => new Float64Array(trials).fill(Number.NaN);
    this.evaluators = evaluators;
    this.states = new Uint8Array(trials);
    this.passes = new Uint8Array(trials);
    this.scored = new Uint8Array(trials);
    this.latencies = numbers();
    this.costs = numbers();
    this.tokens = numbers();
    this.scores = evaluators.map(numbers);
    this.places = new Float64Array(4 * trials);
  }

  get size(): number {
    return this.states.length;
  }

  has(trial: number): boolean {
    return (this.states[trial] ?? 0) !== 0;
  }

  put(trial: number, result: TrialResult, at: ResultPlace | undefined): void {
    const { reply, pass } = result;
    this.states[trial] = 1 + trialStates.indexOf(result.state);
    this.passes[trial] = pass === undefined ? 0 : pass ? 1 : 2;
    this.latencies[trial] = reply?.latencyMs ?? Number.NaN;
    this.costs[trial] = reply?.costUsd ?? Number.NaN;
    const { inputTokens, outputTokens } = reply?.usage ?? {};
    this.tokens[trial] = (inputTokens ?? Number.NaN) + (outputTokens ?? Number.NaN);
    for (const [place, { evaluator, score }] of result.scores.entries()) {
      if (score.outcome !== 'scored') continue;
      this.scored[trial] = 1;
      const column = this.columnOf(evaluator, place);
      if (column !== undefined) column[trial] = score.value;
    }
    if (at !== undefined) this.place(trial, at);
  }

  place(trial: number, { result, scores }: ResultPlace): void {
    this.places.set([result.from, result.bytes, scores?.from ?? 0, scores?.bytes ?? 0], 4 * trial);
  }

  /** `undefined`: it has not ended. */
  stateOf(trial: number): TrialState | undefined {
    return trialStates[(this.states[trial] ?? 0) - 1];
  }

  passOf(trial: number): boolean | undefined {
    const pass = this.passes[trial];
    return pass === 1 ? true : pass === 2 ? false : undefined;
  }

  isScored(trial: number): boolean {
    return this.scored[trial] === 1;
  }

  /** `undefined` where there is none, as in all of these. */
  latencyOf(trial: number): number | undefined {
    return known(this.latencies[trial]);
  }

  costOf(trial: number): number | undefined {
    return known(this.costs[trial]);
  }

  tokensOf(trial: number): number | undefined {
    return known(this.tokens[trial]);
  }

  scoreOf(trial: number, evaluator: number): number | undefined {
    return known(this.scores[evaluator]?.[trial]);
  }

  placeOf(trial: number): ResultPlace | undefined {
    const [from = 0, bytes = 0, scoresFrom = 0, scoresBytes = 0] = this.places.subarray(
      4 * trial,
      4 * trial + 4,
    );
    if (bytes === 0) return undefined;
    const result = { from, bytes };
    if (scoresBytes === 0) return { result };
    return { result, scores: { from: scoresFrom, bytes: scoresBytes } };
  }

  /** Most results have their scores in the order of the evaluators. */
  private columnOf(evaluator: string, place: number): Float64Array | undefined {
    if (this.evaluators[place] === evaluator) return this.scores[place];
    return this.scores[this.evaluators.indexOf(evaluator)];
  }
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
