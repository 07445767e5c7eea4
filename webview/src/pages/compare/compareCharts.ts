import type { TemplateResult } from 'lit';
import { count, counted, figure, money, percent } from '#base/numbers.ts';
import type { CompareView, ScatterView, SideView } from '#protocol/panelCompare.ts';
import type { Panel } from '../../panel.ts';
import { chartFrame } from '../../parts/chart/chartFrame.ts';
import { leaderSentence } from '../../parts/chart/leader.ts';
import { plot, plotEdge } from '../../parts/chart/plot.ts';
import { linearScale, type Scale } from '../../parts/chart/scale.ts';
import { candidateText } from '../../parts/words.ts';
import { sideText } from './compareTables.ts';

const size = { width: 460, height: 320 };

interface Frame {
  readonly isTable: boolean;
  readonly toggle: () => void;
}

/** Each case by its score before and after; above the diagonal it rose. */
export function scatterChart(
  panel: Panel,
  view: CompareView,
  { points, total }: ScatterView,
  options: Frame & { readonly evaluator: string; readonly open: (caseId: string) => void },
): TemplateResult {
  const { evaluator, open, isTable, toggle } = options;
  const values = points.flatMap((point) => [point.before, point.after]);
  const range = [Math.min(0, ...values), Math.max(1, ...values)] as const;
  const sum = (wanted: (point: ScatterView['points'][number]) => boolean): number =>
    points.filter(wanted).reduce((cases, point) => cases + point.cases, 0);
  const most = Math.max(1, ...points.map((point) => point.cases));
  const [first, second] = view.sides;
  const title = `${evaluator}, before and after`;
  return chartFrame(panel, {
    title,
    summary: `Of ${counted(total, 'case')}, ${count(sum((one) => one.after > one.before))} rose, ${count(sum((one) => one.after < one.before))} fell, ${count(sum((one) => one.after === one.before))} stayed.`,
    isTable,
    toggle,
    table: {
      caption: title,
      rows: points,
      columns: [
        {
          title: 'Before',
          isNumber: true,
          cell: (row) => figure(row.before),
          text: (row) => figure(row.before),
        },
        {
          title: 'After',
          isNumber: true,
          cell: (row) => figure(row.after),
          text: (row) => figure(row.after),
        },
        {
          title: 'Cases',
          isNumber: true,
          cell: (row) => count(row.cases),
          text: (row) => count(row.cases),
        },
        {
          title: 'Such as',
          cell: (row) => row.caseIds.slice(0, 3).join(', '),
          text: (row) => row.caseIds.join(', '),
        },
      ],
    },
    picture: plot({
      label: title,
      ...size,
      hasDiagonal: true,
      x: {
        title: `before: ${first === undefined ? '' : candidateText(first.name)}`,
        scale: across(...range),
        text: figure,
      },
      y: {
        title: `after: ${second === undefined ? '' : candidateText(second.name)}`,
        scale: up(...range),
        text: figure,
      },
      series: [
        {
          name: evaluator,
          points: points.map((point) => ({
            x: point.before,
            y: point.after,
            size: 1 + 2.5 * Math.sqrt(point.cases / most),
            name: `${counted(point.cases, 'case')}: ${figure(point.before)} before, ${figure(point.after)} after`,
            open: () => {
              const [caseId] = point.caseIds;
              if (caseId !== undefined) open(caseId);
            },
          })),
        },
      ],
    }),
  });
}

/** What quality costs, side by side. */
export function costChart(
  panel: Panel,
  view: CompareView,
  { isTable, toggle, open }: Frame & { readonly open: (side: SideView) => void },
): TemplateResult {
  const drawn = view.sides.flatMap((side) =>
    side.quality === undefined || side.costUsd === undefined
      ? []
      : [{ side, quality: side.quality, costUsd: side.costUsd / Math.max(1, side.cases) }],
  );
  const title = 'Quality against cost';
  const cheapest = drawn.toSorted((a, b) => a.costUsd - b.costUsd)[0];
  return chartFrame(panel, {
    title,
    summary:
      cheapest === undefined
        ? 'Nothing to draw: a price is missing.'
        : `${leaderSentence(
            drawn.map(({ side, quality }) => ({ name: candidateText(side.name), share: quality })),
            { one: 'is best', several: 'sides are best alike', none: 'No side has any quality' },
          )}; ${candidateText(cheapest.side.name)} is cheapest (${money(cheapest.costUsd)} a case).`,
    isTable,
    toggle,
    table: {
      caption: title,
      rows: drawn,
      columns: [
        {
          title: 'Candidate',
          cell: (row) => sideText(row.side),
          text: (row) => sideText(row.side),
        },
        {
          title: 'USD a case',
          isNumber: true,
          cell: (row) => money(row.costUsd),
          text: (row) => money(row.costUsd),
        },
        {
          title: 'Quality',
          isNumber: true,
          cell: (row) => percent(row.quality),
          text: (row) => percent(row.quality),
        },
      ],
    },
    picture: plot({
      label: title,
      ...size,
      x: {
        title: 'USD a case',
        scale: across(0, Math.max(1e-6, ...drawn.map((one) => one.costUsd)), 3),
        text: money,
      },
      y: {
        title: 'quality',
        scale: up(Math.min(0.9, ...drawn.map((one) => one.quality - 0.02)), 1),
        text: (value) => `${Math.round(value * 100)} %`,
      },
      series: drawn.map(({ side, quality, costUsd }) => ({
        name: sideText(side),
        points: [
          {
            x: costUsd,
            y: quality,
            size: 1.4,
            name: `${sideText(side)}: ${percent(quality)}, ${money(costUsd)} a case`,
            open: () => open(side),
          },
        ],
      })),
    }),
  });
}

function across(low: number, high: number, wanted?: number): Scale {
  return linearScale(low, high, plotEdge.left, size.width - plotEdge.right - 20, wanted);
}

function up(low: number, high: number): Scale {
  return linearScale(low, high, size.height - plotEdge.bottom, plotEdge.top);
}
