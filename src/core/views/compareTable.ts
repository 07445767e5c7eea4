import type { CompareQuery, CompareRow, CompareRows, ScatterView } from '#protocol/panelCompare.ts';
import type { EvaluatorName } from '#protocol/panelRun.ts';
import { changeBetween } from '../compare/compareCells.ts';
import type { BaselineCell } from '../store/baselines.ts';
import { scoreIn, type ComparedSide } from './comparedSide.ts';

type Change = CompareRow['change'];

const order: readonly Change[] = ['to-failed', 'to-passed', 'moved', 'one side only', 'unchanged'];
/** Cases that a point of the scatter names. */
const mostNamed = 10;

/** Every case of the compared candidates: flips first, then in the order of the first side that has it. */
export class CompareTable {
  readonly sides: readonly ComparedSide[];
  readonly evaluators: readonly EvaluatorName[];
  private readonly cases: readonly { readonly caseId: string; readonly change: Change }[];

  constructor(sides: readonly ComparedSide[]) {
    this.sides = sides;
    this.evaluators = evaluatorsOf(sides);
    const ids = [...new Set(sides.flatMap(({ caseIds }) => caseIds))];
    const changed = ids.map((caseId) => {
      const cells = sides.map(({ cells: all }) => all.get(caseId));
      return { caseId, change: changeOver(cells) };
    });
    this.cases = order.flatMap((change) => changed.filter((one) => one.change === change));
  }

  get flips(): { readonly toFailed: number; readonly toPassed: number } {
    const count = (change: Change): number =>
      this.cases.filter((one) => one.change === change).length;
    return { toFailed: count('to-failed'), toPassed: count('to-passed') };
  }

  page({ filter, from, count }: Pick<CompareQuery, 'filter' | 'from' | 'count'>): CompareRows {
    const shown = this.cases.filter((one) => this.isShown(one, filter));
    const rows = shown.slice(from, from + count).map(({ caseId, change }): CompareRow => ({
      caseId,
      input: this.inputOf(caseId),
      change,
      sides: this.sides.map((side) => side.cellOf(caseId, this.evaluators) ?? null),
    }));
    return { total: shown.length, from, rows };
  }

  /** The first two sides. */
  scatter(evaluator: string): ScatterView {
    const [before, after] = this.sides;
    const points = new Map<string, Point>();
    let total = 0;
    for (const { caseId } of this.cases) {
      const was = scoreOf(before, caseId, evaluator);
      const is = scoreOf(after, caseId, evaluator);
      if (was === undefined || is === undefined) continue;
      total += 1;
      const key = `${was} ${is}`;
      const point = points.get(key) ?? { before: was, after: is, cases: 0, caseIds: [] };
      point.cases += 1;
      if (point.caseIds.length < mostNamed) point.caseIds.push(caseId);
      points.set(key, point);
    }
    const all = [...points.values()];
    return { points: all.length <= mostPoints ? all : thinned(all), total };
  }

  private isShown(
    { caseId, change }: { readonly caseId: string; readonly change: Change },
    { only, text }: CompareQuery['filter'],
  ): boolean {
    const isFlip = change === 'to-failed' || change === 'to-passed';
    if (only !== undefined && !(only === 'flipped' ? isFlip : change === only)) return false;
    if (text === undefined || text === '') return true;
    const looked = `${caseId}\n${this.inputOf(caseId)}`.toLowerCase();
    return looked.includes(text.toLowerCase());
  }

  private inputOf(caseId: string): string {
    for (const side of this.sides) {
      const input = side.inputOf(caseId);
      if (input !== undefined) return input;
    }
    return '';
  }
}

interface Point {
  readonly before: number;
  readonly after: number;
  cases: number;
  readonly caseIds: string[];
}

/** More points than a picture can show. */
const mostPoints = 5000;

/** Those with the most cases, and an even choice of the others. */
function thinned(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => b.cases - a.cases);
  const step = points.length / mostPoints;
  return Array.from({ length: mostPoints }, (_, place) => sorted[Math.floor(place * step)]).filter(
    (point) => point !== undefined,
  );
}

/** By name, in the order of the sides. */
function evaluatorsOf(sides: readonly ComparedSide[]): readonly EvaluatorName[] {
  const found = new Map<string, EvaluatorName>();
  for (const one of sides.flatMap(({ evaluators }) => evaluators)) {
    if (!found.has(one.name)) found.set(one.name, one);
  }
  return [...found.values()];
}

/** The worst that became of the case on any side, laid against the first. */
function changeOver([first, ...rest]: readonly (BaselineCell | undefined)[]): Change {
  if (first === undefined || rest.some((cell) => cell === undefined)) return 'one side only';
  const changes = rest.flatMap((cell) => (cell === undefined ? [] : changeBetween(first, cell)));
  for (const change of ['to-failed', 'to-passed', 'moved'] as const) {
    if (changes.includes(change)) return change;
  }
  return 'unchanged';
}

function scoreOf(
  side: ComparedSide | undefined,
  caseId: string,
  evaluator: string,
): number | undefined {
  const cell = side?.cells.get(caseId);
  return cell && scoreIn(cell, evaluator);
}
