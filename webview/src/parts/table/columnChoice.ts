import { html, type TemplateResult } from 'lit';
import { checkbox } from '../../controls/controls.ts';
import type { GridColumn } from './grid.ts';

/** Which columns are shown. The first names the row and always is. */
export function columnChoice<Row>(
  all: readonly GridColumn<Row>[],
  hidden: readonly string[],
  hide: (hidden: readonly string[]) => void,
): TemplateResult {
  return html`<details class="popup">
    <summary class="tool">Columns</summary>
    <div class="popup-body" role="group" aria-label="Columns">
      ${all.slice(1).map((column) =>
        checkbox({
          label: column.title,
          isChecked: !hidden.includes(column.id),
          change: (isShown) =>
            hide(isShown ? hidden.filter((id) => id !== column.id) : [...hidden, column.id]),
        }),
      )}
    </div>
  </details>`;
}

export function shownColumns<Column extends { readonly id: string }>(
  all: readonly Column[],
  hidden: readonly string[],
): readonly Column[] {
  return all.filter((column, at) => at === 0 || !hidden.includes(column.id));
}
