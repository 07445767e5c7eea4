import { html, type TemplateResult } from 'lit';
import type { Panel } from '../../panel.ts';
import { copyButtons } from '../copy/copyButtons.ts';
import { copiedTable, plainTable, type TableOptions } from '../table/plainTable.ts';

export interface ChartOptions<Row> {
  readonly title: string;
  /** One sentence that says what there is to see. */
  readonly summary: string;
  readonly table: TableOptions<Row>;
  readonly picture: TemplateResult;
  readonly isTable: boolean;
  readonly toggle: () => void;
}

/** A chart: its title, what it says in words, the picture, and the table behind it. */
export function chartFrame<Row>(panel: Panel, options: ChartOptions<Row>): TemplateResult {
  const { title, summary, table, picture, isTable, toggle } = options;
  return html`<figure class="chart">
    <figcaption>
      <div class="row">
        <strong>${title}</strong>
        <button class="tool" aria-pressed=${isTable} @click=${toggle}>Table</button>
        ${copyButtons(panel, 'the figures', () => copiedTable(table))}
      </div>
      <p class="quiet">${summary}</p>
    </figcaption>
    ${isTable ? plainTable(table) : picture}
  </figure>`;
}

/** Series are told apart by colour and by shape; orange is left out, which some themes have nearly invisible. */
export const seriesColours: readonly string[] = [
  'blue',
  'purple',
  'green',
  'yellow',
  'red',
  'foreground',
];

export function seriesClass(at: number): string {
  return `series-${seriesColours[at % seriesColours.length] ?? 'foreground'}`;
}
