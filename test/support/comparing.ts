import type { EvaluatorFacts } from '#core/compare/evaluatorFacts.ts';
import type { SidePrompt } from '#core/compare/compareSides.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import type { MeasuredChange, PromptComparison, RunComparison } from '#protocol/comparison.ts';
import { baselineCell } from './results.ts';

/** One side of one prompt, whose candidates are those of its cells. */
export function sidePrompt(
  cells: readonly BaselineCell[],
  evaluators: readonly EvaluatorFacts[] = [],
): SidePrompt {
  const names = cells.map(({ variant, model }) => JSON.stringify({ variant, model }));
  return {
    file: 'triage.prompt.yml',
    name: 'triage',
    candidates: [...new Set(names)].map((name) => JSON.parse(name) as BaselineCell),
    cells,
    evaluators: new Map(evaluators.map((one) => [one.name, one])),
  };
}

/** Cases `case-00`, `case-01`, … of which these passed, each asked once. */
export function verdictCells(passed: string, change: Partial<BaselineCell> = {}): BaselineCell[] {
  return passed.split('').map((one, place) =>
    baselineCell({
      caseId: caseId(place),
      passed: one === '+' ? 1 : 0,
      scores: {},
      ...change,
    }),
  );
}

/** Cases whose trials passed so often of so many: `3/5 2/5`. */
export function shareCells(shares: string): BaselineCell[] {
  return shares.split(' ').map((share, place) => {
    const [passed = 0, judged = 0] = share.split('/').map(Number);
    return baselineCell({ caseId: caseId(place), n: judged, judged, passed, scores: {} });
  });
}

/** Cases that an evaluator `close` has given these scores, each once. */
export function scoreCells(scores: readonly number[], evaluator = 'close'): BaselineCell[] {
  return scores.map((mean, place) =>
    baselineCell({
      caseId: caseId(place),
      judged: 0,
      passed: 0,
      scores: { [evaluator]: { n: 1, mean } },
    }),
  );
}

function caseId(place: number): string {
  return `case-${String(place).padStart(2, '0')}`;
}

export function evaluatorFacts(change: Partial<EvaluatorFacts> = {}): EvaluatorFacts {
  return {
    name: 'close',
    kind: 'edit-similarity',
    level: 'case',
    better: 'higher',
    range: [0, 1],
    comparedFigures: [],
    ...change,
  };
}

/** The only candidate's measures that could be compared, by name. */
export function changesOf({
  candidates,
}: Pick<PromptComparison, 'candidates'>): Record<string, MeasuredChange> {
  const [candidate] = candidates;
  return Object.fromEntries(
    (candidate?.measures ?? []).flatMap((one) =>
      'why' in one ? [] : [[one.evaluator ?? 'passed', one] as const],
    ),
  );
}

/** A comparison of two runs that found a regression, with something of everything. */
export function runComparison(change: Partial<RunComparison> = {}): RunComparison {
  const candidate = { variant: 'base', model: 'mock/small' };
  return {
    version: 1,
    before: { what: 'baseline', run: '01M858VHTA4QX50TDF3RFW2074', at: '2026-11-23T22:36:00.000Z' },
    after: { what: 'run', run: '01M858VHTA4QX50TDF3RFW2075', at: '2026-11-24T08:00:00.000Z' },
    alpha: 0.05,
    counted: 2,
    regressed: true,
    prompts: [
      {
        file: 'triage.prompt.yml',
        name: 'triage',
        candidates: [
          {
            before: candidate,
            after: { ...candidate, model: 'mock/large' },
            paired: 30,
            onlyBefore: ['gone'],
            onlyAfter: [],
            toFailed: [
              {
                caseId: 'refund',
                before: { passed: 3, judged: 3 },
                after: { passed: 1, judged: 3 },
              },
            ],
            toPassed: [
              { caseId: 'late', before: { passed: 0, judged: 1 }, after: { passed: 1, judged: 1 } },
            ],
            measures: [
              {
                better: 'higher',
                n: 30,
                before: 0.9,
                after: 0.7,
                difference: -0.2,
                interval: { low: -0.344, high: -0.05 },
                test: 'sign-flip',
                draws: 10_000,
                p: 0.012,
                adjusted: 0.024,
                verdict: 'regressed',
              },
              {
                evaluator: 'close',
                better: 'higher',
                n: 29,
                before: 0.81,
                after: 0.8,
                difference: -0.01,
                test: 'sign-flip',
                p: 0.4,
                adjusted: 0.4,
                smallest: 0.0421,
                worstCase: { missing: 3, difference: 0.02, p: 1, decided: true },
                verdict: 'no evidence',
              },
              { evaluator: 'queue', why: 'no-statistics' },
            ],
          },
        ],
        onlyBefore: [],
        onlyAfter: [{ variant: 'warm', model: 'mock/large' }],
      },
    ],
    promptsOnlyBefore: ['old.prompt.yml'],
    promptsOnlyAfter: [],
    faults: [],
    ...change,
  };
}
