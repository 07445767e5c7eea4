import { html, type TemplateResult } from 'lit';
import { count, duration } from '#base/numbers.ts';
import type { SwitchView } from '#protocol/panelModels.ts';
import { button, waiting } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import type { Asked } from '../../parts/asked.ts';
import { failureView } from '../../parts/failureView.ts';
import { plainTable, type TableOptions } from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { verdictView } from '../../parts/verdictView.ts';
import { perThousand, verdictSentence } from '../../parts/words.ts';

type Switched = SwitchView['prompts'][number];

/** Prompt by prompt: is it better, which cases turn over, and what it costs and takes. */
export function switchPart(panel: Panel, asked: Asked<SwitchView>): TemplateResult {
  const { value, failure } = asked;
  if (failure !== undefined) return failureView(failure, () => asked.again());
  if (value === undefined) return waiting('Comparing…');
  if (value.prompts.length === 0) {
    return html`<p class="quiet">No prompt was run on the same cases with both models.</p>`;
  }
  return plainTable(switchTable(panel, value));
}

function switchTable(panel: Panel, { prompts }: SwitchView): TableOptions<Switched> {
  const cost = (row: Switched): string =>
    `${perThousand(row.costBefore)} → ${perThousand(row.costAfter)}`;
  const latency = ({ latencyBefore, latencyAfter }: Switched): string =>
    latencyBefore === undefined || latencyAfter === undefined
      ? '–'
      : `${duration(latencyBefore)} → ${duration(latencyAfter)}`;
  const flips = (row: Switched): string =>
    `${count(row.toPassed)} would pass, ${count(row.toFailed)} would fail`;
  return {
    caption: 'What a switch would change, by prompt',
    rows: prompts,
    columns: [
      { title: 'Prompt', cell: (row) => visible(row.name), text: (row) => row.name },
      {
        title: 'Passed',
        cell: (row) => verdictView(row.verdict, true),
        text: (row) => verdictSentence(row.verdict, true),
      },
      { title: 'Cases that turn over', cell: flips, text: flips },
      { title: 'Cost', cell: cost, text: cost },
      { title: 'Latency, p50', cell: latency, text: latency },
      {
        title: 'Cases',
        cell: (row) =>
          button({
            label: 'Compare',
            press: () =>
              panel.go({
                page: 'compare',
                sides: row.sides.map((side) => ({ kind: 'run', ...side }) as const),
              }),
          }),
        text: () => '',
      },
    ],
  };
}
