import type {
  CandidateComparison,
  ComparedCandidate,
  Measure,
  MeasuredChange,
  NotCompared,
  PromptComparison,
  RunComparison,
} from '#protocol/comparison.ts';
import type { BaselineCell } from '../store/baselines.ts';
import { cellsOf, listCases, type CaseLists } from './caseLists.ts';
import { measuresOf, type Facts, type Testable } from './measures.ts';
import { pairCandidates, type PairedCandidates, type Swap } from './pairCandidates.ts';
import type { Effort } from './tested.ts';
import { alpha, isCounted, judge, leastOf, type TestedMeasure } from './verdicts.ts';

/** What one side says of a prompt. */
export interface SidePrompt {
  readonly file: string;
  readonly name: string;
  readonly candidates: readonly ComparedCandidate[];
  readonly cells: readonly BaselineCell[];
  readonly evaluators: Facts;
}

export interface CompareOptions extends Swap {
  /** Random draws, and resamples, of one test; absent: 10,000. */
  readonly draws?: number;
  /** Is waited for before each test, which may take a second; rejects where the comparison is given up. */
  readonly pause?: () => Promise<void>;
}

export type Verdicts = Pick<RunComparison, 'alpha' | 'counted' | 'regressed' | 'prompts'>;

/**
 * Compares the same prompts on two sides. The same input gives the same numbers, whatever the order of cells: whatever is
 * drawn comes from fixed seeds over cases sorted by id.
 */
export async function compareSides(
  prompts: readonly { readonly before: SidePrompt; readonly after: SidePrompt }[],
  { draws = 10_000, pause, ...swap }: CompareOptions = {},
): Promise<Verdicts> {
  const drafts = prompts.map(({ before, after }) => draftOf(before, after, swap));
  const measures = drafts.flatMap(({ candidates }) => candidates.flatMap((one) => one.testable));
  // With so many comparisons a p-value of few draws could not be small enough for any change to show.
  const effort: Effort = {
    draws,
    leastDraws: Math.min(drawsPerComparison * measures.length, mostDraws),
  };
  const tested: TestedMeasure[] = [];
  for (const measure of measures) {
    await pause?.();
    const found = measure.test(effort);
    if (found !== undefined) {
      const least = leastOf(measure, Math.max(found.draws ?? draws, draws));
      tested.push({ measure, tested: found, least });
    }
  }
  const judged = judge(tested);
  const changes = new Map(tested.map(({ measure }, place) => [measure, judged[place]]));
  const done = drafts.map((draft) => finished(draft, changes));
  return {
    alpha,
    counted: tested.filter(isCounted).length,
    regressed: judged.some(({ verdict }) => verdict === 'regressed'),
    prompts: done,
  };
}

const drawsPerComparison = 40;
const mostDraws = 1_000_000;

interface DraftCandidate {
  readonly names: PairedCandidates['pairs'][number];
  readonly cases: CaseLists;
  readonly measures: readonly (Testable | NotCompared)[];
  readonly testable: readonly Testable[];
}

interface Draft extends Pick<PromptComparison, 'file' | 'name' | 'onlyBefore' | 'onlyAfter'> {
  readonly candidates: readonly DraftCandidate[];
}

function draftOf(before: SidePrompt, after: SidePrompt, swap: Swap): Draft {
  const { pairs, onlyBefore, onlyAfter } = pairCandidates(
    before.candidates,
    after.candidates,
    swap,
  );
  const candidates = pairs.map((names): DraftCandidate => {
    const cases = listCases(cellsOf(before.cells, names.before), cellsOf(after.cells, names.after));
    const measures = measuresOf(cases.pairs, before.evaluators, after.evaluators);
    return { names, cases, measures, testable: measures.filter(isTestable) };
  });
  return { file: after.file, name: after.name, candidates, onlyBefore, onlyAfter };
}

function finished(
  { candidates, ...head }: Draft,
  changes: ReadonlyMap<Testable, MeasuredChange | undefined>,
): PromptComparison {
  return {
    file: head.file,
    name: head.name,
    candidates: candidates.map(({ names, cases, measures }): CandidateComparison => {
      const { pairs, ...lists } = cases;
      return {
        before: names.before,
        after: names.after,
        paired: pairs.length,
        ...lists,
        measures: withSharedVerdict(
          measures.map((measure): Measure => {
            if (!isTestable(measure)) return measure;
            return changes.get(measure) ?? notTested(measure);
          }),
        ),
      };
    }),
    onlyBefore: head.onlyBefore,
    onlyAfter: head.onlyAfter,
  };
}

/** Measures that have the numbers of the trials' verdict have its test too. */
function withSharedVerdict(measures: readonly Measure[]): readonly Measure[] {
  const [first] = measures;
  if (first === undefined || 'why' in first) return measures;
  return measures.map((one) => {
    if ('why' in one || one.sameAsVerdict === undefined) return one;
    const { evaluator, figures, otherSettings } = one;
    const { otherSettings: _ofAll, ...shared } = first;
    return {
      ...shared,
      ...(otherSettings === undefined ? {} : { otherSettings }),
      ...(evaluator === undefined ? {} : { evaluator }),
      ...(figures === undefined ? {} : { figures }),
      sameAsVerdict: true,
    };
  });
}

function notTested({ evaluator }: Testable): NotCompared {
  return evaluator === undefined ? { why: 'no-pairs' } : { evaluator, why: 'no-pairs' };
}

function isTestable(measure: Testable | NotCompared): measure is Testable {
  return 'test' in measure;
}
