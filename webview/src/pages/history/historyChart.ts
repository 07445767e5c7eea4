import type { TemplateResult } from 'lit';
import { plainText } from '#base/plainText.ts';
import type { ForeignPoint, HistoryPoint, HistoryView } from '#protocol/panelHistory.ts';
import type { Panel } from '../../panel.ts';
import { chartFrame } from '../../parts/chart/chartFrame.ts';
import { plot, plotEdge, type PlotSeries } from '../../parts/chart/plot.ts';
import { linearScale, type Scale } from '../../parts/chart/scale.ts';
import type { TableColumn } from '../../parts/table/plainTable.ts';
import { candidateText, timeText } from '../../parts/words.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { entriesOf, sourceText, type HistoryEntry } from './historyEntries.ts';
import type { HistoryFigure } from './historyFigures.ts';

const size = { width: 1000, height: 300 };

export interface HistoryChartOptions {
  readonly isTable: boolean;
  readonly toggle: () => void;
  readonly open: (point: HistoryPoint, candidate: number) => void;
  /** Runs of other programs that are to be drawn among ours, and what shows one of them. */
  readonly foreign: readonly ForeignPoint[];
  readonly find: (point: ForeignPoint) => void;
}

/** A figure run by run, a line for each candidate; runs stand side by side, however long ago they were. */
export function historyChart(
  panel: Panel,
  { points }: HistoryView,
  figure: HistoryFigure,
  { isTable, toggle, open, foreign, find }: HistoryChartOptions,
): TemplateResult {
  const entries = entriesOf(points, foreign);
  const places = new Map(entries.map((entry, at) => [keyOf(entry), at]));
  const placeOf = (one: HistoryPoint | ForeignPoint): number =>
    places.get('run' in one ? `run ${one.run}` : `foreign ${one.id}`) ?? 0;
  const names = [...new Set(points.flatMap((point) => point.candidates.map(candidateText)))];
  const own = names.map((name) => seriesOf(name, points, figure, placeOf, open));
  const series = [...own, ...foreignSeries(foreign, figure, placeOf, find)];
  const values = series.flatMap(({ points: drawn }) =>
    drawn.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]),
  );
  const low = figure.low ?? Math.min(...values);
  const high = figure.high ?? Math.max(...values);
  return chartFrame(panel, {
    title: `${figure.title} by run`,
    summary: `${summaryOf(own, points, figure)}${foreignSummary(foreign, figure)}`,
    isTable,
    toggle,
    table: {
      caption: `${figure.title} by run`,
      rows: entries,
      columns: [
        { title: 'Run', cell: (row) => timeText(row.startedAt), text: (row) => row.startedAt },
        ...(points.some(({ commit }) => commit !== undefined) ? [commitColumn] : []),
        ...names.map((name) => textColumn(name, true, (row) => textOf(row, name, figure))),
        ...(foreign.length === 0
          ? []
          : [
              textColumn('Other programs', true, (row) => foreignText(row, figure)),
              textColumn('From', false, (row) => ('foreign' in row ? sourceText(row.foreign) : '')),
            ]),
        textColumn('Prompt', false, (row) =>
          'point' in row && row.point.isPromptChanged ? 'changed' : '',
        ),
      ],
    },
    picture: plot({
      label: `${figure.title} by run`,
      ...size,
      hasLines: true,
      apart: Math.min(8, size.width / entries.length / (series.length + 1)),
      x: {
        title: 'runs, oldest first; a dashed line: the prompt was changed',
        scale: runScale(entries.length),
        text: tickTexts(entries),
      },
      y: {
        title: figure.title,
        scale: linearScale(low, high, size.height - plotEdge.bottom, plotEdge.top),
        text: figure.text,
      },
      series,
      events: points.flatMap((point) =>
        point.isPromptChanged
          ? [
              {
                x: placeOf(point) - 0.5,
                name: `The prompt was changed before ${timeText(point.startedAt)}.`,
              },
            ]
          : [],
      ),
    }),
  });
}

function keyOf(entry: HistoryEntry): string {
  return 'point' in entry ? `run ${entry.point.run}` : `foreign ${entry.foreign.id}`;
}

function commitOf(entry: HistoryEntry): string {
  return ('point' in entry ? entry.point.commit : entry.foreign.commit) ?? '';
}

const commitColumn: TableColumn<HistoryEntry> = {
  title: 'Commit',
  cell: (row) => commitOf(row).slice(0, 7),
  text: commitOf,
};

function textColumn(
  title: string,
  isNumber: boolean,
  text: (row: HistoryEntry) => string,
): TableColumn<HistoryEntry> {
  return { title, isNumber, cell: (row) => visible(text(row)), text };
}

/** One for each experiment. */
function foreignSeries(
  foreign: readonly ForeignPoint[],
  figure: HistoryFigure,
  placeOf: (point: ForeignPoint) => number,
  find: (point: ForeignPoint) => void,
): readonly PlotSeries[] {
  const drawn = foreign.flatMap((point) => {
    const value = figure.ofForeign?.(point);
    return value === undefined ? [] : [{ point, value }];
  });
  const byExperiment = Map.groupBy(drawn, ({ point }) => point.experiment);
  return Array.from(byExperiment, ([experiment, some]) => ({
    name: `MLflow: ${plainText(experiment)}`,
    isForeign: true,
    points: some.map(({ point, value }) => ({
      x: placeOf(point),
      y: value,
      name: `${timeText(point.startedAt)}, ${plainText(point.name)}, ${plainText(sourceText(point))}: ${figure.text(value)}`,
      open: () => find(point),
    })),
  }));
}

function foreignText(entry: HistoryEntry, figure: HistoryFigure): string {
  const value = 'foreign' in entry ? figure.ofForeign?.(entry.foreign) : undefined;
  return value === undefined ? '–' : figure.text(value);
}

function foreignSummary(foreign: readonly ForeignPoint[], figure: HistoryFigure): string {
  if (foreign.length === 0) return '';
  const drawn = foreign.filter((point) => figure.ofForeign?.(point) !== undefined).length;
  return ` ${drawn} of ${foreign.length} runs of other programs have this figure.`;
}

function seriesOf(
  name: string,
  points: readonly HistoryPoint[],
  figure: HistoryFigure,
  placeOf: (point: HistoryPoint) => number,
  open: (point: HistoryPoint, candidate: number) => void,
): PlotSeries {
  return {
    name,
    points: points.flatMap((point) => {
      const candidate = point.candidates.find((one) => candidateText(one) === name);
      const value = candidate === undefined ? undefined : figure.of(candidate);
      if (candidate === undefined || value === undefined) return [];
      const commit = point.commit === undefined ? '' : `, commit ${point.commit.slice(0, 7)}`;
      const changed = point.isPromptChanged ? ', prompt changed' : '';
      return [
        {
          x: placeOf(point),
          y: value,
          ...figure.interval?.(candidate),
          name: `${timeText(point.startedAt)}, ${name}: ${figure.text(value)}${commit}${changed}`,
          open: () => open(point, candidate.candidate),
        },
      ];
    }),
  };
}

function textOf(entry: HistoryEntry, name: string, figure: HistoryFigure): string {
  const candidates = 'point' in entry ? entry.point.candidates : [];
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
function tickTexts(points: readonly Pick<HistoryEntry, 'startedAt'>[]): (at: number) => string {
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
