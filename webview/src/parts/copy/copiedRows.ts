import { count } from '#base/numbers.ts';
import { mostRows } from '#protocol/panelGuards.ts';
import type { Panel } from '../../panel.ts';
import type { TextColumn } from '../table/grid.ts';
import type { AskRows } from '../table/rowPages.ts';
import type { CopiedTable } from './tableText.ts';

/** More rows than this are no table to paste. */
const mostCopied = 10_000;

/** All rows of a list as they are copied, the shown columns of them. `undefined`: they could not be had, and that has been said. */
export async function copiedRows<Row>(
  panel: Pick<Panel, 'say'>,
  columns: readonly TextColumn<Row>[],
  ask: AskRows<Row>,
): Promise<CopiedTable | undefined> {
  const rows: Row[] = [];
  let total = 1;
  const { signal } = new AbortController();
  while (rows.length < Math.min(total, mostCopied)) {
    const slice = await ask(rows.length, mostRows, undefined, signal);
    if (!slice.ok) {
      panel.say(slice.failure.message);
      return undefined;
    }
    if (slice.value.rows.length === 0) break;
    rows.push(...slice.value.rows);
    ({ total } = slice.value);
  }
  if (total > mostCopied) panel.say(`Only the first ${count(mostCopied)} rows are copied.`);
  return {
    columns: columns.map((column) => column.title),
    rows: rows.map((row) => columns.map((column) => column.text(row))),
  };
}
