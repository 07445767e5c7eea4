import { html, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import { count, counted, duration } from '#base/numbers.ts';
import type { CandidateView } from '#protocol/panelRun.ts';
import type { Panel } from '../../panel.ts';
import { LightElement } from '../lightElement.ts';
import type { TableOptions } from '../table/plainTable.ts';
import { candidateText } from '../words.ts';
import { chartFrame, seriesClass } from './chartFrame.ts';
import { linearScale } from './scale.ts';
import { define } from '../../parts/define.ts';

const width = 300;
const height = 110;
const bottom = 18;
const left = 34;

/** How long replies took: a small picture for each candidate, all on one scale. */
export class Histogram extends LightElement {
  static readonly tag = 'assay-histogram';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    candidates: { attribute: false },
    isTable: { state: true },
  };

  declare panel: Panel;
  declare candidates: readonly CandidateView[];
  declare isTable: boolean;

  constructor() {
    super();
    this.isTable = false;
  }

  protected override render(): TemplateResult {
    const known = this.candidates.filter((one) => one.latencies.length > 0);
    const most = Math.max(1, ...known.flatMap((one) => one.latencies.map((bar) => bar.replies)));
    const longest = Math.max(1, ...known.flatMap((one) => one.latencies.map((bar) => bar.toMs)));
    return chartFrame(this.panel, {
      title: 'How long replies took',
      summary: known
        .map(
          (one) =>
            `${candidateText(one)}: half within ${duration(one.latency?.p50 ?? 0)}, 95 % within ${duration(one.latency?.p95 ?? 0)}`,
        )
        .join('; '),
      table: table(known),
      isTable: this.isTable,
      toggle: () => {
        this.isTable = !this.isTable;
      },
      picture: html`<div class="pictures">
        ${known.map((one, at) => picture(one, at, most, longest))}
      </div>`,
    });
  }
}

function picture(
  candidate: CandidateView,
  series: number,
  most: number,
  longest: number,
): TemplateResult {
  const x = linearScale(0, longest, left, width - 20, 4);
  const y = linearScale(0, most, height - bottom, 8, 2);
  const name = candidateText(candidate);
  const bars = candidate.latencies;
  return html`<div>
    <span class="quiet">${name}</span>
    <svg
      class="picture ${seriesClass(series)}"
      viewBox="0 0 ${width} ${height}"
      width=${width}
      role="img"
      aria-label=${`${name}: ${bars.map((bar) => `${count(bar.replies)} up to ${duration(bar.toMs)}`).join(', ')}`}
    >
      ${y.ticks.map(
        (
          tick,
        ) => svg`<line class="rule" x1=${left} x2=${width - 20} y1=${y.at(tick)} y2=${y.at(tick)} />
          <text x=${left - 4} y=${y.at(tick) + 4} text-anchor="end">${count(tick)}</text>`,
      )}
      ${x.ticks.map(
        (tick) =>
          svg`<text x=${x.at(tick)} y=${height - 4} text-anchor="middle">${duration(tick)}</text>`,
      )}
      ${bars.map((bar, at) => {
        const from = x.at(bars[at - 1]?.toMs ?? 0);
        const top = y.at(bar.replies);
        return svg`<rect class="bar" x=${from + 1} width=${Math.max(1, x.at(bar.toMs) - from - 2)} y=${top} height=${Math.max(0, height - bottom - top)}>
          <title>${counted(bar.replies, 'reply', 'replies')} up to ${duration(bar.toMs)}</title>
        </rect>`;
      })}
    </svg>
  </div>`;
}

interface BarRow {
  readonly toMs: number;
  readonly replies: readonly number[];
}

function table(candidates: readonly CandidateView[]): TableOptions<BarRow> {
  const ends = [...new Set(candidates.flatMap((one) => one.latencies.map((bar) => bar.toMs)))];
  const rows = ends
    .toSorted((a, b) => a - b)
    .map((toMs) => ({
      toMs,
      replies: candidates.map(
        (one) => one.latencies.find((bar) => bar.toMs === toMs)?.replies ?? 0,
      ),
    }));
  return {
    caption: 'Replies by how long they took',
    rows,
    columns: [
      { title: 'Up to', cell: (row) => duration(row.toMs), text: (row) => duration(row.toMs) },
      ...candidates.map((candidate, at) => ({
        title: candidateText(candidate),
        isNumber: true,
        cell: (row: BarRow) => count(row.replies[at] ?? 0),
        text: (row: BarRow) => String(row.replies[at] ?? 0),
      })),
    ],
  };
}

define(Histogram);
