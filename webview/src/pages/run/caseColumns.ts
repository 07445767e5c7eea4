import { html, nothing, type TemplateResult } from 'lit';
import { count, duration, figure, money } from '#base/numbers.ts';
import type { CaseRow, RowChange, RunView } from '#protocol/panelRun.ts';
import { arrow, outcomeIcon, thumbIcon } from '../../parts/icons.ts';
import type { TextColumn } from '../../parts/table/grid.ts';
import { visibleString } from '#base/visibleText.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { candidateIn, candidateText } from '../../parts/words.ts';

type CaseColumn = TextColumn<CaseRow>;

/** A cell is one line; more of a text than fits costs time and shows nothing. */
const cellLength = 160;

/** Everything a row can show. */
export function caseColumns(view: RunView): readonly TextColumn<CaseRow>[] {
  const name = (row: CaseRow): string => {
    const candidate = candidateIn(view, row.candidate);
    return candidate === undefined ? '' : candidateText(candidate);
  };
  return [
    outcomeColumn,
    textColumn('case', 'Case', 'minmax(136px, 0.5fr)', (row) => row.caseId, true),
    ...(view.candidates.length > 1 ? [candidateColumn(name, longestName(view))] : []),
    ...(view.hasBaseline ? [changeColumn] : []),
    textColumn('input', 'Input', 'minmax(120px, 1.2fr)', (row) => row.input),
    textColumn('expected', 'Expected', 'minmax(80px, 0.6fr)', (row) => row.expected),
    textColumn('reply', 'Reply', 'minmax(120px, 1.4fr)', (row) => row.excerpt),
    ...view.evaluators.map(({ name: title }, at) =>
      numberColumn(`score:${at}`, title, '92px', (row) => {
        const score = row.scores[at];
        return score === null || score === undefined ? '' : figure(score);
      }),
    ),
    textColumn('tags', 'Tags', '90px', (row) => row.tags.join(', ')),
    numberColumn('tokens', 'Tokens', '64px', (row) =>
      row.tokens === undefined ? '' : count(row.tokens),
    ),
    numberColumn('cost', 'Cost', '90px', (row) =>
      row.costUsd === undefined ? '' : money(row.costUsd),
    ),
    numberColumn('latency', 'Latency', '72px', (row) =>
      row.latencyMs === undefined ? '' : duration(row.latencyMs),
    ),
  ];
}

const outcomeColumn: CaseColumn = {
  id: 'outcome',
  title: 'Result',
  width: '104px',
  canSort: true,
  cell: (row) =>
    html`<span class="outcome"
      >${outcomeIcon(row.outcome)}<span>${outcomeText(row)}</span>${
        row.thumb === undefined
          ? nothing
          : html`<span title="judged by a person">${thumbIcon(row.thumb)}</span>`
      }</span
    >`,
  text: (row) => outcomeText(row),
};

/** With repetitions, how many of them passed. */
function outcomeText({ outcome, judged, passed }: CaseRow): string {
  return judged > 1 && passed > 0 && passed < judged ? `${passed} of ${judged}` : outcome;
}

/** In characters, as they are shown. */
function longestName({ candidates }: RunView): number {
  return Math.max(...candidates.map((one) => shortName(candidateText(one)).length));
}

function shortName(name: string): string {
  return visibleString(name).replace(/^\S*\//, '');
}

/** Short, so that what tells candidates apart is not cut off; the whole name for those who hover. */
function candidateColumn(name: (row: CaseRow) => string, longest: number): CaseColumn {
  return {
    id: 'model',
    title: 'Candidate',
    width: `minmax(calc(${Math.min(30, Math.max(10, longest))}ch + 16px), 0.5fr)`,
    canSort: true,
    cell: (row) => {
      const whole = name(row);
      return html`<span title=${visibleString(whole)}>${shortName(whole)}</span>`;
    },
    text: name,
  };
}

const changes: Readonly<Record<RowChange, string>> = {
  'to-failed': 'now fails',
  'to-passed': 'now passes',
  moved: 'moved',
  unchanged: '',
  new: 'new',
};

const changeColumn: CaseColumn = {
  id: 'change',
  title: 'Change',
  width: '110px',
  canSort: true,
  cell: ({ change }) => changeView(change),
  text: ({ change }) => (change === undefined ? '' : changes[change]),
};

export function changeView(change: RowChange | undefined): TemplateResult {
  if (change === undefined) return html`${nothing}`;
  const icon =
    change === 'to-failed'
      ? arrow('down', 'regressed')
      : change === 'to-passed'
        ? arrow('up', 'improved')
        : nothing;
  return html`<span class="outcome">${icon}<span>${changes[change]}</span></span>`;
}

function textColumn(
  id: string,
  title: string,
  width: string,
  text: (row: CaseRow) => string,
  canSort = false,
): CaseColumn {
  const cell = (row: CaseRow): unknown =>
    visible(text(row).slice(0, cellLength).replace(/\s+/g, ' '));
  return { id, title, width, canSort, cell, text };
}

function numberColumn(
  id: string,
  title: string,
  width: string,
  text: (row: CaseRow) => string,
): CaseColumn {
  return { id, title, width, isNumber: true, canSort: true, cell: text, text };
}
