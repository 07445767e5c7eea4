import { html, nothing, type TemplateResult } from 'lit';
import { count, duration, figure, money, percent, percentRange } from '#base/numbers.ts';
import type { MeasuredChange } from '#protocol/comparison.ts';
import type { CandidateView, EvaluatorName, MetricCell, RunView } from '#protocol/panelRun.ts';
import type { TableColumn, TableOptions } from '../../parts/table/plainTable.ts';
import { verdictView } from '../../parts/verdictView.ts';
import { candidateText, verdictSentence } from '../../parts/words.ts';

/** Candidate × metric: value, interval, how many stand behind it, and whether the difference to the baseline is real. */
export function metricTable(view: RunView): TableOptions<CandidateView> {
  return {
    caption: 'Metrics by candidate',
    rows: view.candidates,
    columns: [
      {
        title: 'Candidate',
        cell: (row) => candidateText(row),
        text: candidateText,
        rank: candidateText,
      },
      passColumn,
      ...view.evaluators.map(evaluatorColumn),
      {
        title: 'Errors',
        isNumber: true,
        cell: (row) => (row.errors === 0 ? html`<span class="quiet">0</span>` : count(row.errors)),
        text: (row) => count(row.errors),
        rank: (row) => row.errors,
      },
      {
        title: 'Cost',
        isNumber: true,
        cell: (row) => money(row.costUsd),
        text: (row) => money(row.costUsd),
        rank: (row) => row.costUsd,
      },
      latencyColumn('p50'),
      latencyColumn('p95'),
    ],
  };
}

const passColumn: TableColumn<CandidateView> = {
  title: 'Passed',
  cell: (row) =>
    row.passRate === undefined
      ? html`<span class="quiet">no verdict</span>`
      : stacked(
          percent(row.passRate),
          `${row.interval === undefined ? '' : `${percentRange(row.interval)} · `}${count(row.passed)} of ${count(row.judged)}`,
          row.passVerdict,
          true,
        ),
  text: (row) =>
    row.passRate === undefined
      ? 'no verdict'
      : withVerdict(
          `${percent(row.passRate)} (${row.passed} of ${row.judged})`,
          row.passVerdict,
          true,
        ),
  rank: (row) => row.passRate,
};

function evaluatorColumn(evaluator: EvaluatorName, at: number): TableColumn<CandidateView> {
  const arrow = evaluator.better === 'lower' ? ' (lower is better)' : '';
  return {
    title: `${evaluator.name}${arrow}`,
    cell: (row) => {
      const cell = row.metrics[at];
      if (cell?.value === undefined) return html`<span class="quiet">nothing scored</span>`;
      return stacked(figure(cell.value), scoredText(cell), cell.verdict, false);
    },
    text: (row) => {
      const cell = row.metrics[at];
      if (cell?.value === undefined) return 'nothing scored';
      return withVerdict(`${figure(cell.value)} (${scoredText(cell)})`, cell.verdict, false);
    },
    rank: (row) => row.metrics[at]?.value,
  };
}

function latencyColumn(which: 'p50' | 'p95'): TableColumn<CandidateView> {
  const text = ({ latency }: CandidateView): string =>
    latency === undefined ? '–' : duration(latency[which]);
  return { title: which, isNumber: true, cell: text, text, rank: (row) => row.latency?.[which] };
}

function scoredText({ interval, scored, failed, notApplicable }: MetricCell): string {
  const range =
    interval === undefined ? [] : [`${figure(interval.low)} to ${figure(interval.high)}`];
  return [
    ...range,
    `n ${count(scored)}`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(notApplicable > 0 ? [`${count(notApplicable)} not applicable`] : []),
  ].join(' · ');
}

function stacked(
  value: string,
  note: string,
  verdict: MeasuredChange | undefined,
  isShare: boolean,
): TemplateResult {
  return html`<span class="stacked"
    ><span class="value">${value}</span><span class="quiet">${note}</span>${
      verdict === undefined ? nothing : verdictView(verdict, isShare)
    }</span
  >`;
}

function withVerdict(text: string, verdict: MeasuredChange | undefined, isShare: boolean): string {
  return verdict === undefined ? text : `${text}; ${verdictSentence(verdict, isShare)}`;
}
