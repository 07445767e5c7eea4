import { html, nothing, type TemplateResult } from 'lit';
import type { CopiedTable } from '../copy/tableText.ts';

export interface TableColumn<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => unknown;
  /** As it is copied. */
  readonly text: (row: Row) => string;
  /** What one may sort by; what has no value stands last. */
  readonly rank?: (row: Row) => number | string | undefined;
}

export interface TableOptions<Row> {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  /** The first cell of a row names it. */
  readonly sort?: TableSort | undefined;
  readonly sortBy?: (sort: TableSort | undefined) => void;
}

export interface TableSort {
  readonly column: number;
  readonly descending: boolean;
}

/** A table that is small enough to stand in the document whole. */
export function plainTable<Row>(options: TableOptions<Row>): TemplateResult {
  const { caption, columns } = options;
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${caption}>
    <table>
      <caption class="for-readers">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column, at) => heading(column, at, options))}
        </tr>
      </thead>
      <tbody>
        ${sortedRows(options).map(
          (row) =>
            html`<tr>
              ${columns.map((column, at) =>
                at === 0
                  ? html`<th scope="row">${column.cell(row)}</th>`
                  : html`<td class=${column.isNumber === true ? 'number' : ''}>
                      ${column.cell(row)}
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function copiedTable<Row>(options: TableOptions<Row>): CopiedTable {
  return {
    columns: options.columns.map((column) => column.title),
    rows: sortedRows(options).map((row) => options.columns.map((column) => column.text(row))),
  };
}

function heading<Row>(
  column: TableColumn<Row>,
  at: number,
  { sort, sortBy }: TableOptions<Row>,
): TemplateResult {
  const name = column.isNumber === true ? 'number' : '';
  if (column.rank === undefined || sortBy === undefined) {
    return html`<th scope="col" class=${name}>${column.title}</th>`;
  }
  const isSorted = sort?.column === at;
  const next = !isSorted
    ? { column: at, descending: true }
    : sort.descending
      ? { column: at, descending: false }
      : undefined;
  const direction = !isSorted ? 'none' : sort.descending ? 'descending' : 'ascending';
  return html`<th scope="col" class=${name} aria-sort=${direction}>
    <button class="sorter" @click=${() => sortBy(next)}>
      ${column.title}${
        isSorted ? html`<span aria-hidden="true">${sort.descending ? ' ↓' : ' ↑'}</span>` : nothing
      }
    </button>
  </th>`;
}

function sortedRows<Row>({ rows, columns, sort }: TableOptions<Row>): readonly Row[] {
  const rank = sort === undefined ? undefined : columns[sort.column]?.rank;
  if (rank === undefined || sort === undefined) return rows;
  const turn = sort.descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const a = rank(one);
    const b = rank(other);
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
    return a === b ? 0 : (a < b ? -1 : 1) * turn;
  });
}
