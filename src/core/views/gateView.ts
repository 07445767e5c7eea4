import type { CasesBehind, CheckView, GateView, QuarantinedView } from '#protocol/panelGate.ts';
import type { RowsFilter, RowsSort } from '#protocol/panelRun.ts';
import type { GateCheck, QuarantinedResult } from '#protocol/run.ts';
import { candidateName } from '../runner/gate.ts';
import { RowOrder } from './rowOrder.ts';
import type { RunBook } from './runBook.ts';

/** Rows are counted for so many rules; a run with more has more rules than anyone reads. */
const mostCounted = 50;

/** Of a run that has ended; `undefined`: it has not, and nothing was held against its gate. */
export function gateView(book: RunBook): GateView | undefined {
  const { summary, manifest } = book;
  if (summary === undefined) return undefined;
  const { pass, reasons, notes = [], checks = [], quarantined = [] } = summary.gate;
  const ordered = checks.toSorted((a, b) => ranks[a.state] - ranks[b.state]);
  return {
    pass,
    reasons: checks.length > 0 ? [] : reasons,
    notes,
    checks: ordered.map((check, at) => checkView(book, check, at < mostCounted)),
    quarantined: quarantined.map((one, at) => quarantinedView(book, one, at < mostCounted)),
    asksRegression: manifest.gate.regression !== undefined,
  };
}

const ranks: Readonly<Record<GateCheck['state'], number>> = {
  missed: 0,
  'not-counted': 1,
  reached: 2,
};

function checkView(book: RunBook, check: GateCheck, isCounted: boolean): CheckView {
  const name = nameOf(book, check.candidate);
  const rows = isCounted ? behindCheck(book, check) : undefined;
  return {
    ...check,
    ...(name !== undefined && { candidateName: name }),
    ...(rows !== undefined && { behind: rows }),
  };
}

/** Where no case can stand behind it, or the table cannot show them, there is nothing. */
function behindCheck(book: RunBook, check: GateCheck): CasesBehind | undefined {
  const { candidate, tag, rule, evaluator, label, better } = check;
  if (candidate === undefined || rule === 'tag') return undefined;
  const part = { candidate, ...(tag !== undefined && { tag }) };
  switch (rule) {
    case 'pass-rate':
      return behind(book, candidate, { ...part, outcome: 'failed' });
    case 'label':
      return behind(book, candidate, { ...part, outcome: 'failed', text: label });
    case 'regression':
      return behind(book, candidate, { ...part, outcome: 'changed' });
    case 'metric':
      // The worst first: a mean is made by all of them.
      return behind(book, candidate, part, sortBy(book, candidate, evaluator, better === 'lower'));
    default:
      return rule satisfies never;
  }
}

function sortBy(
  book: RunBook,
  candidate: number,
  evaluator: string | undefined,
  descending: boolean,
): RowsSort | undefined {
  const prompt = book.manifest.candidates[candidate]?.prompt ?? -1;
  const at = book.parts[prompt]?.evaluators.findIndex(({ name }) => name === evaluator) ?? -1;
  return at < 0 ? undefined : { by: `score:${at}`, descending };
}

function behind(
  book: RunBook,
  candidate: number,
  filter: RowsFilter,
  sort?: RowsSort,
): CasesBehind | undefined {
  const prompt = book.manifest.candidates[candidate]?.prompt;
  const part = prompt === undefined ? undefined : book.parts[prompt];
  if (prompt === undefined || part === undefined) return undefined;
  // An order of its own: the one of the table that is shown is kept for its pages.
  const order = new RowOrder(part.rows);
  const { total } = order.page({ run: book.manifest.id, prompt, filter, from: 0, count: 0 });
  if (total === 0) return undefined;
  return { prompt, filter, ...(sort !== undefined && { sort }), rows: total };
}

function quarantinedView(
  book: RunBook,
  { entry, candidate, caseId, judged, passed, errors }: QuarantinedResult,
  isCounted: boolean,
): QuarantinedView {
  const rows = isCounted ? behind(book, candidate, { candidate, text: caseId }) : undefined;
  return {
    entry,
    caseId,
    candidateName: nameOf(book, candidate) ?? '',
    judged,
    passed,
    errors,
    ...(rows !== undefined && { behind: rows }),
  };
}

function nameOf({ manifest }: RunBook, candidate: number | undefined): string | undefined {
  const found = candidate === undefined ? undefined : manifest.candidates[candidate];
  return found && candidateName(found, manifest.prompts);
}
