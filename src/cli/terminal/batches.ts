import { plainField } from '#base/plainText.ts';
import type { BatchView } from '#core/batch/batches.ts';
import { count } from '#core/report/numbers.ts';
import type { Echo } from './echo.ts';
import { tableText } from './table.ts';

const columns = [
  { title: 'batch', width: 6 },
  { title: 'model', width: 28 },
  { title: 'requests', width: 10 },
  { title: 'answered', width: 10 },
  { title: 'failed', width: 8 },
  { title: 'state', width: 34 },
] as const;

const words: Readonly<Record<BatchView['state'], string>> = {
  unsure: 'not known to exist',
  working: 'working',
  cancelling: 'cancelling',
  ended: 'ended',
  refused: 'refused',
};

/** The batches of a run, a line each. */
export function showBatches(echo: Echo, batches: readonly BatchView[]): void {
  const rows = batches.map((batch) => [
    String(batch.batch),
    plainField(batch.model, 60),
    count(batch.requests),
    batch.answered === undefined ? '' : count(batch.answered),
    batch.failed === undefined ? '' : count(batch.failed),
    stateOf(batch),
  ]);
  echo.text(tableText(columns, rows));
  for (const { batch, fault } of batches) {
    if (fault === undefined) continue;
    const said = plainField(`${fault.message} (${fault.code})`, 400);
    echo.line(['bad', 'error'], ` batch ${batch}: ${said}`);
  }
}

function stateOf({ state, said, fault }: BatchView): string {
  if (fault !== undefined) return 'cannot be looked at';
  return said === '' || said === words[state]
    ? words[state]
    : plainField(`${words[state]}: ${said}`, 200);
}
