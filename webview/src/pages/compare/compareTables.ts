import { html, type TemplateResult } from 'lit';
import { duration, figure, money } from '#base/numbers.ts';
import type { CompareCell, CompareRow, CompareView, SideView } from '#protocol/panelCompare.ts';
import { arrow, outcomeIcon } from '../../parts/icons.ts';
import type { TextColumn } from '../../parts/table/grid.ts';
import type { TableOptions } from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { verdictView } from '../../parts/verdictView.ts';
import { candidateText, timeText, valueText, verdictSentence } from '../../parts/words.ts';

/** The candidate, and when it was run. */
export function sideText({ name, when }: SideView): string {
  return `${candidateText(name)}, ${when === 'baseline' ? when : timeText(when)}`;
}

interface MetricRow {
  readonly title: string;
  readonly cells: readonly { readonly view: unknown; readonly text: string }[];
}

/** A row for each figure, a column for each side; tests and intervals against the first. */
export function metricOptions(view: CompareView): TableOptions<MetricRow> {
  const scores = view.metrics.map(({ evaluator: name, better, values, verdicts }): MetricRow => {
    const evaluator = view.evaluators.find((one) => one.name === name);
    const isShare = evaluator === undefined;
    return {
      title: `${name ?? 'Passed'}${better === 'lower' ? ' (lower is better)' : ''}`,
      cells: values.map((value, at) => {
        const verdict = verdicts[at] ?? undefined;
        const text = valueText(value, evaluator);
        return {
          view: html`<span class="stacked"
            ><span class="value">${text}</span>${verdictView(verdict, isShare)}${
              verdict === undefined
                ? ''
                : html`<span class="quiet proof">${proof(verdictSentence(verdict, isShare))}</span>`
            }</span
          >`,
          text: verdict === undefined ? text : `${text}; ${verdictSentence(verdict, isShare)}`,
        };
      }),
    };
  });
  const plain = (title: string, text: (side: SideView) => string): MetricRow => ({
    title,
    cells: view.sides.map((side) => ({ view: text(side), text: text(side) })),
  });
  return {
    caption: 'Figures side by side',
    rows: [
      ...scores,
      plain('Cases', (side) => String(side.cases)),
      plain('Cost', (side) => money(side.costUsd)),
      plain('Latency', ({ latency }) =>
        latency === undefined ? '–' : `${duration(latency.p50)}, p95 ${duration(latency.p95)}`,
      ),
      ...(view.sides.some(({ commit }) => commit !== undefined)
        ? [plain('Commit', (side) => side.commit?.slice(0, 7) ?? '–')]
        : []),
    ],
    columns: [
      { title: 'Figure', cell: (row) => row.title, text: (row) => row.title },
      ...view.sides.map((side, at) => ({
        title: `${at === 0 ? 'Before' : 'After'}: ${sideText(side)}`,
        cell: (row: MetricRow) => row.cells[at]?.view ?? '',
        text: (row: MetricRow) => row.cells[at]?.text ?? '',
      })),
    ],
  };
}

/** The word and the difference stand above; here is what they rest on. */
function proof(sentence: string): string {
  return sentence.split(', ').slice(1).join(', ');
}

export function parameterOptions(
  view: CompareView,
): TableOptions<CompareView['parameters'][number]> {
  return {
    caption: 'Parameters that differ',
    rows: view.parameters,
    columns: [
      { title: 'Parameter', cell: (row) => visible(row.name), text: (row) => row.name },
      ...view.sides.map((side, at) => ({
        title: sideText(side),
        cell: (row: CompareView['parameters'][number]) => shownValue(row.values[at]),
        text: (row: CompareView['parameters'][number]) => row.values[at] ?? 'not set',
      })),
    ],
  };
}

function shownValue(value: string | null | undefined): unknown {
  return value === null || value === undefined
    ? html`<span class="quiet">not set</span>`
    : html`<code>${visible(value)}</code>`;
}

const changes: Readonly<Record<CompareRow['change'], string>> = {
  'to-failed': 'now fails',
  'to-passed': 'now passes',
  moved: 'moved',
  unchanged: '',
  'one side only': 'one side only',
};

export function compareColumns(view: CompareView): readonly TextColumn<CompareRow>[] {
  return [
    {
      id: 'case',
      title: 'Case',
      width: 'minmax(136px, 0.5fr)',
      cell: (row) => visible(row.caseId),
      text: (row) => row.caseId,
    },
    {
      id: 'change',
      title: 'Change',
      width: '116px',
      cell: (row) => changeView(row.change),
      text: (row) => changes[row.change],
    },
    {
      id: 'input',
      title: 'Input',
      width: 'minmax(140px, 1fr)',
      cell: (row) => visible(row.input.slice(0, 160)),
      text: (row) => row.input,
    },
    ...view.sides.map((side, at) => ({
      id: `side:${at}`,
      title: `${at === 0 ? 'Before' : 'After'}: ${candidateText(side.name)}`,
      width: 'minmax(160px, 1.2fr)',
      cell: (row: CompareRow) => sideCell(row, at),
      text: (row: CompareRow) => sideCellText(row, at),
    })),
  ];
}

function changeView(change: CompareRow['change']): TemplateResult {
  const icon =
    change === 'to-failed'
      ? arrow('down', 'regressed')
      : change === 'to-passed'
        ? arrow('up', 'improved')
        : '';
  return html`<span class="outcome">${icon}<span>${changes[change]}</span></span>`;
}

const notRun = 'not run';

function scoresText({ scores }: CompareCell): string {
  return scores.flatMap((score) => (score === null ? [] : [figure(score)])).join(' ');
}

function sideCellText({ sides }: CompareRow, at: number): string {
  const cell = sides[at];
  if (cell === null || cell === undefined) return notRun;
  return [cell.outcome, scoresText(cell), cell.excerpt].filter((part) => part !== '').join(', ');
}

function sideCell({ sides }: CompareRow, at: number): TemplateResult {
  const cell = sides[at];
  if (cell === null || cell === undefined) return html`<span class="quiet">${notRun}</span>`;
  const scores = scoresText(cell);
  return html`${outcomeIcon(cell.outcome)} <span class="for-readers">${cell.outcome}</span
    ><span class="quiet">${scores}</span>
    ${visible(cell.excerpt.slice(0, 120).replace(/\s+/g, ' '))}`;
}
