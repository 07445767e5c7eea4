import { html, type TemplateResult } from 'lit';
import type { ExportWish, ReportFormat } from '#protocol/panel.ts';
import type { Panel } from '../panel.ts';

const choices: readonly (readonly [ReportFormat, string])[] = [
  ['html', 'HTML report'],
  ['markdown', 'Markdown'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
];

/** The ways out: a report in a file. The host asks where it is to be. */
export function exportMenu(panel: Panel, what: ExportWish['what']): TemplateResult {
  const choose = (event: Event, format: ReportFormat): void => {
    const menu = event.target instanceof Element ? event.target.closest('details') : null;
    if (menu !== null) menu.open = false;
    void panel.act('report/export', { what, format }, '');
  };
  return html`<details class="popup export">
    <summary class="tool">Export…</summary>
    <div class="popup-body" role="group" aria-label="Export as">
      ${choices.map(
        ([format, label]) =>
          html`<button class="tool" @click=${(event: Event) => choose(event, format)}>
            ${label}
          </button>`,
      )}
    </div>
  </details>`;
}
