import type { CasesBehind, CheckView, GateView } from '#protocol/panelGate.ts';
import type { CandidateView, RowsQuery, RunView } from '#protocol/panelRun.ts';
import type { GateCheck, GateResult } from '#protocol/run.ts';
import { promptName, type FakeRun } from './fakeRun.ts';

function rate(one: CandidateView, bound: number): GateCheck {
  const found = one.passRate ?? 0;
  const state = found >= bound ? 'reached' : 'missed';
  return { rule: 'pass-rate', state, candidate: one.candidate, better: 'higher', bound, found };
}

/** Every kind of rule, reached and missed. */
function checksOf(candidates: readonly CandidateView[]): readonly GateCheck[] {
  const [first] = candidates;
  if (first === undefined) return [];
  const { candidate } = first;
  return [
    ...candidates.map((one) => rate(one, 0.8)),
    { ...rate(first, 1), tag: 'smoke' },
    {
      rule: 'metric',
      state: 'missed',
      candidate,
      evaluator: 'words',
      better: 'lower',
      bound: 10,
      found: 20.5,
    },
    {
      rule: 'metric',
      state: 'not-counted',
      candidate,
      evaluator: 'polite',
      better: 'higher',
      bound: 0.9,
      found: 0.88,
      why: 'The judge is not calibrated: it informs, and does not count.',
    },
    {
      rule: 'label',
      state: 'reached',
      candidate,
      evaluator: 'right queue',
      label: 'billing',
      figure: 'recall',
      better: 'higher',
      bound: 0.7,
      found: 0.83,
    },
    {
      rule: 'regression',
      state: 'reached',
      candidate,
      before: 0.81,
      found: 0.79,
      why: 'no evidence',
    },
    { rule: 'tag', state: 'missed', tag: 'legal', why: 'no case of the run has the tag "legal"' },
  ];
}

function rank({ state }: GateCheck): number {
  return ['missed', 'not-counted', 'reached'].indexOf(state);
}

export function fakeResult(candidates: readonly CandidateView[]): GateResult {
  const checks = checksOf(candidates);
  const missed = checks.filter(({ state }) => state === 'missed');
  return {
    pass: missed.length === 0,
    reasons: missed.map(({ rule }) => `The rule "${rule}" was missed.`),
    checks,
  };
}

export function fakeGate(
  { plan }: FakeRun,
  view: RunView,
  count: (query: RowsQuery) => number,
): GateView {
  const name = (candidate: number | undefined): string => {
    const maker = plan.makers[candidate ?? -1];
    return maker === undefined ? '' : `${promptName} / ${maker.variant} on ${maker.model}`;
  };
  const behind = (filter: RowsQuery['filter'], by?: string): CasesBehind => {
    const sort = by === undefined ? {} : { sort: { by, descending: true } };
    const rows = count({ run: plan.id, prompt: 0, filter, from: 0, count: 0 });
    return { prompt: 0, filter, ...sort, rows };
  };
  const checks = view.gate?.checks ?? [];
  return {
    pass: view.gate?.pass ?? true,
    reasons: [],
    notes: ['"on topic" asks an embedding model, which is not in this tier: it says nothing here.'],
    checks: checks
      .toSorted((a, b) => rank(a) - rank(b))
      .map((check): CheckView => {
        const { candidate, tag, rule } = check;
        if (candidate === undefined) return check;
        const filter = { candidate, ...(tag !== undefined && { tag }) };
        return {
          ...check,
          candidateName: name(candidate),
          behind:
            rule === 'metric'
              ? behind(filter, 'score:2')
              : behind({ ...filter, outcome: 'failed' }),
        };
      }),
    quarantined: [
      {
        entry: {
          case: 'ticket-0004',
          reason: 'The service answers in French now and then; ticket 4711.',
          until: '2026-12-31',
          owner: 'ana',
        },
        caseId: 'ticket-0004',
        candidateName: name(0),
        judged: 3,
        passed: 1,
        errors: 0,
        behind: behind({ candidate: 0, text: 'ticket-0004' }),
      },
    ],
    asksRegression: true,
  };
}
