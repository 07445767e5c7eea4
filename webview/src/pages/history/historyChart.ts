import type { TemplateResult } from 'lit';
import type { HistoryPoint, HistoryView } from '#protocol/panelHistory.ts';
import type { Panel } from '../../panel.ts';
import { chartFrame } from '../../parts/chart/chartFrame.ts';
import { plot, plotEdge, type PlotSeries } from '../../parts/chart/plot.ts';
import { linearScale, type Scale } from '../../parts/chart/scale.ts';
import type { TableColumn } from '../../parts/table/plainTable.ts';
import { candidateText, timeText } from '../../parts/words.ts';
import type { HistoryFigure } from './historyFigures.ts';

const size = { width: 1000, height: 300 };

export interface HistoryChartOptions {
  readonly isTable: boolean;
  readonly toggle: () => void;
  readonly open: (point: HistoryPoint, candidate: number) => void;
}

/** A figure run by run, a line for each candidate; runs stand side by side, however long ago they were. */
export function historyChart(
  panel: Panel,
  { points }: HistoryView,
  figure: HistoryFigure,
  { isTable, toggle, open }: HistoryChartOptions,
): TemplateResult {
  const names = [...new Set(points.flatMap((point) => point.candidates.map(candidateText)))];
  const series = names.map((name) => seriesOf(name, points, figure, open));
  const values = series.flatMap(({ points: drawn }) =>
    drawn.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]),
  );
  const low = figure.low ?? Math.min(...values);
  const high = figure.high ?? Math.max(...values);
  return chartFrame(panel, {
    title: `${figure.title} by run`,
    summary: summaryOf(series, points, figure),
    isTable,
    toggle,
    table: {
      caption: `${figure.title} by run`,
      rows: points,
      columns: [
        { title: 'Run', cell: (row) => timeText(row.startedAt), text: (row) => row.startedAt },
        ...(points.some(({ commit }) => commit !== undefined) ? [commitColumn] : []),
        ...names.map((name) => ({
          title: name,
          isNumber: true,
          cell: (row: HistoryPoint) => textOf(row, name, figure),
          text: (row: HistoryPoint) => textOf(row, name, figure),
        })),
        {
          title: 'Prompt',
          cell: (row) => (row.isPromptChanged ? 'changed' : ''),
          text: (row) => (row.isPromptChanged ? 'changed' : ''),
        },
      ],
    },
    picture: plot({
      label: `${figure.title} by run`,
      ...size,
      hasLines: true,
      apart: Math.min(8, size.width / points.length / (series.length + 1)),
      x: {
        title: 'runs, oldest first; a dashed line: the prompt was changed',
        scale: runScale(points.length),
        text: tickTexts(points),
      },
      y: {
        title: figure.title,
        scale: linearScale(low, high, size.height - plotEdge.bottom, plotEdge.top),
        text: figure.text,
      },
      series,
      events: points.flatMap((point, at) =>
        point.isPromptChanged
          ? [{ x: at - 0.5, name: `The prompt was changed before ${timeText(point.startedAt)}.` }]
          : [],
      ),
    }),
  });
}

const commitColumn: TableColumn<HistoryPoint> = {
  title: 'Commit',
  cell: (row) => row.commit?.slice(0, 7) ?? '',
  text: (row) => row.commit ?? '',
};

function seriesOf(
  name: string,
  points: readonly HistoryPoint[],
  figure: HistoryFigure,
  open: (point: HistoryPoint, candidate: number) => void,
): PlotSeries {
  return {
    name,
    points: points.flatMap((point, at) => {
      const candidate = point.candidates.find((one) => candidateText(one) === name);
      const value = candidate === undefined ? undefined : figure.of(candidate);
      if (candidate === undefined || value === undefined) return [];
      const commit = point.commit === undefined ? '' : `, commit ${point.commit.slice(0, 7)}`;
      const changed = point.isPromptChanged ? ', prompt changed' : '';
      return [
        {
          x: at,
          y: value,
          ...figure.interval?.(candidate),
          name: `${timeText(point.startedAt)}, ${name}: ${figure.text(value)}${commit}${changed}`,
          open: () => open(point, candidate.candidate),
        },
      ];
    }),
  };
}

function textOf({ candidates }: HistoryPoint, name: string, figure: HistoryFigure): string {
  const candidate = candidates.find((one) => candidateText(one) === name);
  const value = candidate === undefined ? undefined : figure.of(candidate);
  return value === undefined ? '–' : figure.text(value);
}

/** Runs at equal distances, and as many dates as can be read. */
function runScale(runs: number): Scale {
  const from = plotEdge.left + 20;
  const to = size.width - plotEdge.right - 20;
  const step = Math.max(1, Math.ceil(runs / 10));
  const ticks = Array.from({ length: Math.ceil(runs / step) }, (_, at) => at * step);
  return { at: (value) => from + (runs < 2 ? 0.5 : value / (runs - 1)) * (to - from), ticks };
}

/** Days; where all runs are of one day, times. */
function tickTexts(points: readonly HistoryPoint[]): (at: number) => string {
  const days = points.map(({ startedAt }) =>
    new Date(startedAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }),
  );
  if (new Set(days).size > 1) return (at) => days[at] ?? '';
  const times = points.map(({ startedAt }) =>
    new Date(startedAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
  );
  return (at) => times[at] ?? '';
}

function summaryOf(
  series: readonly PlotSeries[],
  points: readonly HistoryPoint[],
  figure: HistoryFigure,
): string {
  const changes = points.filter((point) => point.isPromptChanged).length;
  const ways = series.map(({ name, points: drawn }) => {
    const first = drawn[0];
    const last = drawn.at(-1);
    return first === undefined || last === undefined
      ? `${name}: nothing`
      : `${name}: ${figure.text(first.y)} at first, ${figure.text(last.y)} now`;
  });
  return `${ways.join('; ')}. The prompt was changed ${changes} ${changes === 1 ? 'time' : 'times'}.`;
}
