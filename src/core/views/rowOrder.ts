import type {
  RowOutcome,
  RowsAnswer,
  RowsFilter,
  RowsQuery,
  RowsSort,
} from '#protocol/panelRun.ts';
import type { PromptRows } from './promptRows.ts';

type Wanted = Pick<RowsQuery, 'filter' | 'sort'>;

/** Which rows a query shows, in its order. The last answer is kept until a row changes: pages of one query cost nothing. */
export class RowOrder {
  private readonly rows: PromptRows;
  private key = '';
  private shown: Uint32Array = new Uint32Array();

  constructor(rows: PromptRows) {
    this.rows = rows;
  }

  page({ filter, sort, from, count, anchor }: RowsQuery): RowsAnswer {
    const shown = this.of({ filter, sort });
    const row = anchor && this.rows.indexOf(anchor);
    const anchorAt = row === undefined ? -1 : shown.indexOf(row);
    return {
      total: shown.length,
      from,
      rows: Array.from(shown.subarray(from, from + count), (one) => this.rows.row(one)),
      ...(anchorAt >= 0 && { anchorAt }),
    };
  }

  private of({ filter, sort }: Wanted): Uint32Array {
    const key = JSON.stringify([filter, sort, this.rows.revision]);
    if (key === this.key) return this.shown;
    const isShown = filterOf(this.rows, filter);
    let shown = Uint32Array.from({ length: this.rows.size }, (_, row) => row);
    if (isShown !== undefined) shown = shown.filter(isShown);
    if (sort !== undefined) sortRows(this.rows, shown, sort);
    this.key = key;
    this.shown = shown;
    return shown;
  }
}

type Check = (row: number) => boolean;

/** `undefined`: every row is shown. */
function filterOf(rows: PromptRows, filter: RowsFilter): Check | undefined {
  const { outcome, candidate, tag, text } = filter;
  const checks: Check[] = [];
  // What costs least comes first.
  if (candidate !== undefined) checks.push((row) => rows.candidateOf(row)?.place === candidate);
  if (tag !== undefined) checks.push((row) => rows.tagsOf(row).includes(tag));
  if (outcome !== undefined) checks.push(outcomeCheck(rows, outcome));
  if (text !== undefined && text !== '') {
    const pattern = new RegExp(text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`), 'iu');
    checks.push((row) => rows.textsOf(row).some((one) => pattern.test(one)));
  }
  return checks.length === 0 ? undefined : (row) => checks.every((check) => check(row));
}

function outcomeCheck(rows: PromptRows, outcome: NonNullable<RowsFilter['outcome']>): Check {
  switch (outcome) {
    case 'failed':
      return (row) => rows.outcomeOf(row) === 'failed';
    case 'errors':
      return (row) => rows.outcomeOf(row) === 'error';
    case 'changed':
      return (row) => {
        const change = rows.changeOf(row);
        return change === 'to-failed' || change === 'to-passed' || change === 'moved';
      };
    case 'flaky':
      return (row) => rows.isFlaky(row);
    case 'labelled':
      return (row) => rows.labelOf(row) !== undefined;
    default:
      return outcome satisfies never;
  }
}

/** Rows without a value stand last in either direction; rows with the same one as in the plan. */
function sortRows(rows: PromptRows, shown: Uint32Array, { by, descending }: RowsSort): void {
  const turn = descending ? -1 : 1;
  const textOf = texts(rows, by);
  if (textOf !== undefined) {
    const keys = new Map(Array.from(shown, (row) => [row, textOf(row)]));
    shown.sort((a, b) => {
      const one = keys.get(a) ?? '';
      const other = keys.get(b) ?? '';
      return one === other ? a - b : (one < other ? -1 : 1) * turn;
    });
    return;
  }
  const numberOf = numbers(rows, by);
  const keys = new Float64Array(rows.size);
  for (const row of shown) keys[row] = turn * (numberOf(row) ?? turn * Infinity);
  shown.sort((a, b) => {
    const one = keys[a] ?? 0;
    const other = keys[b] ?? 0;
    return one === other ? a - b : one - other;
  });
}

function texts(rows: PromptRows, by: string): ((row: number) => string) | undefined {
  const { cases } = rows.plan;
  switch (by) {
    case 'case':
      return (row) => cases.idOf(rows.caseOf(row));
    case 'input':
      return (row) => cases.inputOf(rows.caseOf(row));
    case 'expected':
      return (row) => cases.expectedOf(rows.caseOf(row));
    case 'tags':
      return (row) => rows.tagsOf(row).join(', ');
    case 'reply':
      return (row) => rows.replyOf(row);
    default:
      return undefined;
  }
}

/** What cannot be sorted by stands as in the plan. */
function numbers(rows: PromptRows, by: string): (row: number) => number | undefined {
  if (by.startsWith('score:')) {
    const evaluator = Number(by.slice('score:'.length));
    return (row) => rows.scoreOf(row, evaluator) ?? undefined;
  }
  switch (by) {
    case 'outcome':
      return (row) => outcomes.indexOf(rows.outcomeOf(row));
    case 'change':
      return (row) => {
        const change = rows.changeOf(row);
        return change === undefined ? undefined : changes.indexOf(change);
      };
    case 'model':
      return (row) => rows.candidateOf(row)?.place;
    case 'tokens':
      return (row) => rows.tokensOf(row);
    case 'cost':
      return (row) => rows.costOf(row);
    case 'latency':
      return (row) => rows.latencyOf(row);
    default:
      return () => undefined;
  }
}

/** What needs a look comes first. */
const outcomes: readonly RowOutcome[] = ['error', 'failed', 'not scored', 'running', 'passed'];
const changes = ['to-failed', 'to-passed', 'moved', 'new', 'unchanged'];
