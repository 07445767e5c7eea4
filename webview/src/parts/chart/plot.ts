import { html, nothing, svg, type TemplateResult } from 'lit';
import { seriesClass } from './chartFrame.ts';
import { foreignMarker, marker } from './marker.ts';
import { walkPoints } from './points.ts';
import type { Scale } from './scale.ts';

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** An interval, up and down. */
  readonly low?: number;
  readonly high?: number;
  /** What it stands for, in words. */
  readonly name: string;
  readonly open: () => void;
  /** Times its usual size. */
  readonly size?: number;
}

export interface PlotSeries {
  readonly name: string;
  /** Not ours: with a mark of its own, and no line, since its points need not belong together. */
  readonly isForeign?: boolean;
  readonly points: readonly PlotPoint[];
}

export interface PlotOptions {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly PlotSeries[];
  readonly hasLines?: boolean;
  /** How far the series stand beside each other, in pixels: those with the same figures can then be told apart. */
  readonly apart?: number;
  /** Where both are the same. */
  readonly hasDiagonal?: boolean;
  /** Upright lines with a word. */
  readonly events?: readonly { readonly x: number; readonly name: string }[];
}

export interface Axis {
  readonly title: string;
  readonly scale: Scale;
  readonly text: (value: number) => string;
}

export const plotEdge = { left: 64, right: 26, top: 12, bottom: 34 } as const;

/** Points on two axes, one stop of the Tab key, each of which opens what it stands for. */
export function plot(options: PlotOptions): TemplateResult {
  const { label, width, height, series, events, apart = 0 } = options;
  let isFirst = true;
  const stop = (): 0 | -1 => {
    const index = isFirst ? 0 : -1;
    isFirst = false;
    return index;
  };
  return html`${series.length > 1 ? legend(series) : nothing}<svg
      class="picture plot"
      viewBox="0 0 ${width} ${height}"
      width=${width}
      height=${height}
      role="group"
      aria-label=${`${label}. Arrow keys walk through the points.`}
      @keydown=${walkPoints}
    >
      ${axes(options)} ${options.hasDiagonal === true ? diagonal(options) : nothing}
      ${(events ?? []).map(({ x, name }) => event(options, x, name))}
      ${series.map(
        (
          { points, isForeign = false },
          at,
        ) => svg`<g class=${seriesClass(at)} transform=${`translate(${(apart * (at - (series.length - 1) / 2)).toFixed(1)}, 0)`}>
          ${options.hasLines === true && !isForeign ? line(options, points) : nothing}
          ${points.map((point) => pointView(options, point, isForeign ? foreignMarker() : marker(at), stop()))}
        </g>`,
      )}
    </svg>`;
}

function legend(series: readonly PlotSeries[]): TemplateResult {
  return html`<div class="legend" aria-hidden="true">
    ${series.map(
      ({ name, isForeign = false }, at) =>
        html`<span
          ><svg class=${seriesClass(at)} viewBox="-7 -7 14 14">
            ${isForeign ? foreignMarker() : marker(at)}
          </svg>
          ${name}</span
        >`,
    )}
  </div>`;
}

function axes({ width, height, x, y }: PlotOptions): TemplateResult<2> {
  const { left, right, top, bottom } = plotEdge;
  return svg`${y.scale.ticks.map(
    (
      tick,
    ) => svg`<line class="rule" x1=${left} x2=${width - right} y1=${y.scale.at(tick)} y2=${y.scale.at(tick)} />
      <text x=${left - 6} y=${y.scale.at(tick) + 4} text-anchor="end">${y.text(tick)}</text>`,
  )}
  ${x.scale.ticks.map(
    (tick) =>
      svg`<text x=${x.scale.at(tick)} y=${height - bottom + 15} text-anchor="middle">${x.text(tick)}</text>`,
  )}
  <text x=${(left + width - right) / 2} y=${height - 3} text-anchor="middle">${x.title}</text>
  <text transform="translate(11, ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${y.title}</text>`;
}

function diagonal({ x, y }: PlotOptions): TemplateResult<2> {
  const low = Math.max(x.scale.ticks[0] ?? 0, y.scale.ticks[0] ?? 0);
  const high = Math.min(x.scale.ticks.at(-1) ?? 1, y.scale.ticks.at(-1) ?? 1);
  return svg`<line class="rule diagonal" x1=${x.scale.at(low)} y1=${y.scale.at(low)} x2=${x.scale.at(high)} y2=${y.scale.at(high)} />`;
}

function event({ x, height }: PlotOptions, at: number, name: string): TemplateResult<2> {
  const place = x.scale.at(at);
  return svg`<line class="event" x1=${place} x2=${place} y1=${plotEdge.top} y2=${height - plotEdge.bottom}>
      <title>${name}</title>
    </line>`;
}

function line({ x, y }: PlotOptions, points: readonly PlotPoint[]): TemplateResult<2> {
  const path = points
    .map(
      (point, at) =>
        `${at === 0 ? 'M' : 'L'}${x.scale.at(point.x).toFixed(1)},${y.scale.at(point.y).toFixed(1)}`,
    )
    .join('');
  return svg`<path class="line" d=${path} />`;
}

function pointView(
  { x, y }: PlotOptions,
  point: PlotPoint,
  mark: TemplateResult<2>,
  tabIndex: 0 | -1,
): TemplateResult<2> {
  const { low, high, name, open, size = 1 } = point;
  const left = x.scale.at(point.x);
  const whisker =
    low === undefined || high === undefined
      ? nothing
      : svg`<line class="whisker" x1=${left} x2=${left} y1=${y.scale.at(low)} y2=${y.scale.at(high)} />`;
  return svg`<g
    class="point"
    role="button"
    tabindex=${tabIndex}
    aria-label=${name}
    @click=${open}
  >
    <title>${name}</title>
    ${whisker}
    <g transform="translate(${left.toFixed(1)}, ${y.scale.at(point.y).toFixed(1)}) scale(${size})">
      <circle class="reach" r="8" />${mark}
    </g>
  </g>`;
}
