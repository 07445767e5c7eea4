import type { EvaluatorSummary } from '#protocol/run.ts';
import { labelTables, readMatrix, type DetailTable } from '../labelTables.ts';
import { attribute, html, named, type Html } from './markup.ts';
import { scrolled } from './page.ts';

/** What was taken for what, where a metric sorts replies under labels; empty for every other one. */
export function labelParts(evaluator: EvaluatorSummary): readonly Html[] {
  const matrix = readMatrix(evaluator.detail);
  if (matrix === undefined) return [];
  const most = Math.max(1, ...matrix.counts.flat());
  return labelTables(evaluator).map((table, place) =>
    table.columns[0] === '' && place > 0
      ? detail(table, (row, column) => {
          const times = matrix.counts[row]?.[column - 1] ?? 0;
          const heat = times === 0 ? 0 : Math.max(1, Math.ceil((times / most) * 4));
          return `heat heat-${heat}${row === column - 1 ? ' exact' : ''}`;
        })
      : detail(table, () => 'number'),
  );
}

function detail(
  { title, columns, rows }: DetailTable,
  lookOf: (row: number, column: number) => string,
): Html {
  const table = html`<table>
    <caption>
      ${title}
    </caption>
    <thead>
      <tr>
        ${columns.map((column, place) =>
          place === 0 && column === ''
            ? html`<td></td>`
            : html`<th scope="col">${named(column, 40)}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = '', ...rest], row) =>
          html`<tr>
            <th scope="row">${named(first, 60)}</th>
            ${rest.map((cell, place) => html`<td class="${lookOf(row, place + 1)}">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
  return scrolled(attribute(title), table);
}
