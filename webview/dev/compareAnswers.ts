import type { SideRef } from '#protocol/panel.ts';
import type {
  CompareCell,
  CompareQuery,
  CompareRow,
  CompareRows,
  CompareView,
  ScatterView,
  SideView,
} from '#protocol/panelCompare.ts';
import { evaluators, promptFile, type FakeRun } from './fakeRun.ts';
import { candidateView, verdictLike } from './figures.ts';
import { parametersOf, promptText } from './promptTexts.ts';

/** A side as it is made up: a run and one of its candidates. */
interface Side {
  readonly ref: SideRef;
  readonly run: FakeRun;
  readonly candidate: number;
}

const mostCases = 500;

export class CompareAnswers {
  private readonly find: (id: string) => FakeRun | undefined;

  constructor(find: (id: string) => FakeRun | undefined) {
    this.find = find;
  }

  sides(refs: readonly SideRef[]): readonly Side[] {
    return refs.flatMap((ref) => {
      const run = this.find(ref.kind === 'run' ? ref.run : '01K9RUN0020');
      return run === undefined
        ? []
        : [{ ref, run, candidate: ref.kind === 'run' ? ref.candidate : 0 }];
    });
  }

  view(refs: readonly SideRef[]): CompareView {
    const sides = this.sides(refs);
    const views = sides.map(({ run, candidate }) => candidateView(run, candidate));
    const values = (place: number): (number | null)[] =>
      views.map((view) => (place < 0 ? view.passRate : view.metrics[place]?.value) ?? null);
    const metrics = [-1, 0, 1, 2].map((place) => {
      const all = values(place);
      const [first = null] = all;
      const evaluator = evaluators[place];
      const better = evaluator?.better ?? 'higher';
      return {
        ...(evaluator !== undefined && { evaluator: evaluator.name }),
        better,
        values: all,
        verdicts: all.map((value, at) =>
          at === 0 || first === null || value === null
            ? null
            : verdictLike(
                first,
                value,
                Math.min(...sides.map((one) => one.run.plan.cases)),
                better,
              ),
        ),
      };
    });
    const rows = this.all(refs);
    const parameters = ['model', 'temperature', 'maxTokens', 'seed', 'topP'].flatMap((name) => {
      const given = sides.map(({ run, candidate }) => {
        const { variant, model } = run.makerOf(candidate);
        return parametersOf(variant, model)[name] ?? null;
      });
      return new Set(given).size === 1 ? [] : [{ name, values: given }];
    });
    return {
      sides: sides.map((side) => this.side(side)),
      parameters,
      evaluators,
      metrics,
      flips: {
        toFailed: rows.filter((row) => row.change === 'to-failed').length,
        toPassed: rows.filter((row) => row.change === 'to-passed').length,
      },
    };
  }

  private side({ ref, run, candidate }: Side): SideView {
    const view = candidateView(run, candidate);
    const { plan } = run;
    const prompt = promptText(plan.promptVersion, view.variant);
    return {
      ref,
      name: { variant: view.variant, model: view.model },
      when: ref.kind === 'baseline' ? 'baseline' : plan.startedAt,
      ...(plan.commit !== undefined && { commit: plan.commit }),
      cases: plan.cases,
      ...(view.passRate !== undefined && { passRate: view.passRate, quality: view.passRate }),
      ...(view.costUsd !== undefined && { costUsd: view.costUsd }),
      ...(view.latency !== undefined && { latency: view.latency }),
      prompt: { start: prompt, length: prompt.length },
      promptFile,
    };
  }

  private all(refs: readonly SideRef[]): readonly CompareRow[] {
    const sides = this.sides(refs);
    const most = Math.min(mostCases, Math.max(0, ...sides.map((side) => side.run.plan.cases)));
    const rows = Array.from({ length: most }, (_, place) => rowOf(sides, place));
    const rank = ['to-failed', 'to-passed', 'moved', 'one side only', 'unchanged'];
    return rows.toSorted((a, b) => rank.indexOf(a.change) - rank.indexOf(b.change));
  }

  rows({ sides, filter, from, count }: CompareQuery): CompareRows {
    const text = filter.text?.toLowerCase();
    const shown = this.all(sides).filter((row) => {
      if (text !== undefined && !`${row.caseId} ${row.input}`.toLowerCase().includes(text))
        return false;
      if (filter.only === undefined) return true;
      if (filter.only === 'flipped')
        return row.change === 'to-failed' || row.change === 'to-passed';
      return row.change === filter.only;
    });
    return { total: shown.length, from, rows: shown.slice(from, from + count) };
  }

  scatter(refs: readonly SideRef[], evaluator: string): ScatterView {
    const place = evaluators.findIndex((one) => one.name === evaluator);
    const points = new Map<
      string,
      { before: number; after: number; cases: number; caseIds: string[] }
    >();
    let total = 0;
    for (const { sides, caseId } of this.all(refs)) {
      const before = sides[0]?.scores[place];
      const after = sides[1]?.scores[place];
      if (typeof before !== 'number' || typeof after !== 'number') continue;
      total += 1;
      const key = `${before} ${after}`;
      const point = points.get(key) ?? { before, after, cases: 0, caseIds: [] };
      point.cases += 1;
      if (point.caseIds.length < 10) point.caseIds.push(caseId);
      points.set(key, point);
    }
    return { points: [...points.values()], total };
  }
}

function rowOf(sides: readonly Side[], place: number): CompareRow {
  const cells = sides.map(({ run, candidate }): CompareCell | null => {
    const index = place * run.plan.makers.length + candidate;
    if (index >= run.rows) return null;
    const { outcome, excerpt, scores } = run.row(index);
    return { outcome, excerpt, scores };
  });
  const [first, ...rest] = cells;
  const ticket = sides[0]?.run.ticketOf(place * (sides[0]?.run.plan.makers.length ?? 1));
  return {
    caseId: ticket?.id ?? '',
    input: ticket?.text ?? '',
    change: changeOf(first, rest),
    sides: cells,
  };
}

function changeOf(
  first: CompareCell | null | undefined,
  rest: readonly (CompareCell | null)[],
): CompareRow['change'] {
  if (first === null || first === undefined || rest.includes(null)) return 'one side only';
  const others = rest.flatMap((one) => (one === null ? [] : [one]));
  if (first.outcome === 'passed' && others.some((one) => one.outcome === 'failed'))
    return 'to-failed';
  if (first.outcome === 'failed' && others.some((one) => one.outcome === 'passed'))
    return 'to-passed';
  return others.some((one) => one.scores.join() !== first.scores.join()) ? 'moved' : 'unchanged';
}
