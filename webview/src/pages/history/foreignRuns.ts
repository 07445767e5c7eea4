import { html, type TemplateResult } from 'lit';
import type { ForeignPoint } from '#protocol/panelHistory.ts';
import type { Panel } from '../../panel.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { copiedTable, plainTable, type TableOptions } from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { timeText } from '../../parts/words.ts';
import { hostOf } from './historyEntries.ts';
import type { HistoryFigure } from './historyFigures.ts';

/** Runs of other programs in a table of their own: nothing of ours can be done with them. */
export function foreignRuns(
  panel: Panel,
  foreign: readonly ForeignPoint[],
  figure: HistoryFigure | undefined,
): TemplateResult {
  const table: TableOptions<ForeignPoint> = {
    caption: 'Runs of other programs, newest first',
    rows: foreign.toReversed(),
    columns: [
      {
        title: 'Run',
        cell: (row) => html`<span tabindex="-1" data-foreign=${row.id}>${visible(row.name)}</span>`,
        text: ({ name }) => name,
      },
      { title: 'Started', cell: (row) => timeText(row.startedAt), text: (row) => row.startedAt },
      text('Experiment', ({ experiment }) => experiment),
      text('Server', ({ server }) => hostOf(server)),
      text('MLflow says', ({ status }) => status),
      text('Commit', ({ commit }) => commit?.slice(0, 7) ?? ''),
      ...(figure === undefined
        ? []
        : [{ ...text(figure.title, (row) => valueText(row, figure)), isNumber: true }]),
    ],
  };
  return html`<div class="row">
      <h2 class="label">Runs of other programs</h2>
      ${copyButtons(panel, 'the runs of other programs', () => copiedTable(table))}
    </div>
    <p class="quiet">
      Pulled from MLflow with “assay mlflow pull”. They have no cases: they cannot be opened,
      compared or accepted.
    </p>
    ${plainTable(table)}`;
}

/** Goes to the row of one of them. */
export function showForeign(root: ParentNode, { id }: ForeignPoint): void {
  const rows = Array.from(root.querySelectorAll<HTMLElement>('[data-foreign]'));
  const row = rows.find((one) => one.dataset['foreign'] === id);
  row?.scrollIntoView({ block: 'center' });
  row?.focus();
}

function text(
  title: string,
  of: (row: ForeignPoint) => string,
): TableOptions<ForeignPoint>['columns'][number] {
  return { title, cell: (row) => visible(of(row)), text: of };
}

function valueText(row: ForeignPoint, figure: HistoryFigure): string {
  const value = figure.ofForeign?.(row);
  return value === undefined ? '–' : figure.text(value);
}
