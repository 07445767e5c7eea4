import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { count, counted } from '#base/numbers.ts';
import type { Route } from '#protocol/panel.ts';
import type { HistoryPoint, HistoryView, PromptChange } from '#protocol/panelHistory.ts';
import { button, dropdown, waiting } from '../../controls/controls.ts';
import type { Changes, Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import {
  copiedTable,
  plainTable,
  type TableColumn,
  type TableOptions,
} from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { timeText } from '../../parts/words.ts';
import { figuresOf, type HistoryFigure } from './historyFigures.ts';
import { historyChart } from './historyChart.ts';
import { foreignRuns, showForeign } from './foreignRuns.ts';
import { define } from '../../parts/define.ts';
import { DiffView } from '../../parts/diff/diffView.ts';

const mostPoints = 200;

/** How a prompt did, run by run, and where it was changed. */
export class HistoryPage extends LightElement {
  static readonly tag = 'assay-history';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    route: { attribute: false },
    changes: { attribute: false },
    isTable: { state: true },
    changed: { state: true },
  };

  declare panel: Panel;
  declare route: Route & { readonly page: 'history' };
  declare changes: Changes;
  declare isTable: boolean;
  /** The run whose change of the prompt is shown. */
  declare changed: string | undefined;

  private readonly view = new Asked<HistoryView>(this, () => {
    const { file, until } = this.route;
    const request = {
      ...(file !== undefined && { file }),
      ...(until !== undefined && { until }),
      count: mostPoints,
    };
    return {
      key: `${file ?? ''} ${until ?? ''}`,
      version: this.changes['runs'] ?? 0,
      ask: (signal) => this.panel.host.ask('history/view', request, signal),
    };
  });

  private readonly change = new Asked<PromptChange>(this, () => {
    const { changed } = this;
    const file = this.view.value?.file;
    if (changed === undefined || file === undefined) return undefined;
    return {
      key: `${changed} ${file}`,
      version: 0,
      ask: (signal) => this.panel.host.ask('history/change', { run: changed, file }, signal),
    };
  });

  constructor() {
    super();
    this.isTable = false;
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.view;
    if (value === undefined) {
      return failure === undefined
        ? waiting('Reading the history…')
        : html`<h1 class="for-readers">History</h1>
            ${failureView(failure, () => this.view.again())}`;
    }
    if (value.points.length === 0 && value.foreign.length === 0) {
      return html`<h1>History</h1>
        <p>There are no runs yet. Run a prompt, and it is drawn here with every run after it.</p>`;
    }
    const { panel } = this;
    const foreign = panel.state.hasForeign ? value.foreign : [];
    const figures = figuresOf(value, foreign);
    const figure = figures.find((one) => one.id === panel.state.figure) ?? figures[0];
    return html`
      ${failure === undefined ? nothing : failureView(failure, () => this.view.again())}
      ${this.head(value, figures, figure)}
      ${
        figure === undefined
          ? nothing
          : historyChart(panel, value, figure, {
              isTable: this.isTable,
              toggle: () => {
                this.isTable = !this.isTable;
              },
              open: (point, candidate) => this.openRun(point, candidate),
              foreign,
              find: (point) => showForeign(this, point),
            })
      }
      ${value.points.length === 0 ? nothing : this.runs(value, figure)}
      ${foreign.length === 0 ? nothing : foreignRuns(panel, foreign, figure)} ${this.changePart()}
    `;
  }

  private head(
    value: HistoryView,
    figures: readonly HistoryFigure[],
    figure: HistoryFigure | undefined,
  ): TemplateResult {
    const { panel } = this;
    const { prompts, totalRuns, damaged, file } = value;
    return html`<div class="row">
        <h1>History</h1>
        ${dropdown({
          label: 'Prompt',
          choices: prompts.map((one) => ({ value: one.file, label: one.name })),
          value: file ?? '',
          choose: (chosen) => panel.go({ page: 'history', file: chosen }),
        })}
        ${dropdown({
          label: 'Figure',
          choices: figures.map(({ id, title }) => ({ value: id, label: title })),
          value: figure?.id ?? '',
          choose: (chosen) => panel.change({ figure: chosen }),
        })}
        ${this.foreignToggle(value)}
        <span class="quiet" data-runs>${spanText(value)}${counted(totalRuns, 'run')}</span>
        ${this.paging(value)}
        <span class="spring"></span>
        ${
          file === undefined
            ? nothing
            : button({
                label: 'Open Prompt',
                press: () => void panel.act('editor/openPrompt', { file }, ''),
              })
        }
      </div>
      ${
        damaged === 0
          ? nothing
          : html`<p class="notice warning">
              ${counted(damaged, 'run')} cannot be read and ${damaged === 1 ? 'is' : 'are'} left
              out.
            </p>`
      }`;
  }

  private foreignToggle({ foreign }: HistoryView): TemplateResult {
    const { panel } = this;
    const { hasForeign } = panel.state;
    if (foreign.length === 0) return html`${nothing}`;
    return html`<button
      class="tool"
      aria-pressed=${hasForeign}
      @click=${() => panel.change({ hasForeign: !hasForeign })}
    >
      Other Programs (${count(foreign.length)})
    </button>`;
  }

  /** The way to runs before and after those that are drawn. */
  private paging({ older, newer, newerRuns, file }: HistoryView): TemplateResult {
    if (older === undefined && newerRuns === 0) return html`${nothing}`;
    const to = (until: string | undefined) => () => this.panel.go({ page: 'history', file, until });
    return html`<span class="row" role="group" aria-label="Runs that are drawn">
      ${button({ label: 'Older', isDisabled: older === undefined, press: to(older) })}
      ${button({ label: 'Newer', isDisabled: newerRuns === 0, press: to(newer) })}
    </span>`;
  }

  private runs({ points }: HistoryView, figure: HistoryFigure | undefined): TemplateResult {
    const options: TableOptions<HistoryPoint> = {
      caption: 'Runs, newest first',
      rows: points.toReversed(),
      columns: [
        {
          title: 'Run',
          cell: (row) =>
            html`<button class="link" @click=${() => this.openRun(row, undefined)}>
              ${timeText(row.startedAt)}
            </button>`,
          text: (row) => row.startedAt,
        },
        ...(points.some(({ commit }) => commit !== undefined) ? [commitColumn] : []),
        { title: 'Ended', cell: (row) => row.state, text: (row) => row.state },
        ...(figure === undefined
          ? []
          : [
              {
                title: figure.title,
                cell: (row: HistoryPoint) =>
                  html`<span class="stacked"
                    >${figuresOfRun(row, figure).map((text) => html`<span>${text}</span>`)}</span
                  >`,
                text: (row: HistoryPoint) => figuresOfRun(row, figure).join('; '),
              },
            ]),
        {
          title: 'Prompt',
          cell: (row) =>
            row.isPromptChanged
              ? html`<button
                  class="link"
                  aria-pressed=${this.changed === row.run}
                  @click=${() => {
                    this.changed = this.changed === row.run ? undefined : row.run;
                  }}
                >
                  changed
                </button>`
              : '',
          text: (row) => (row.isPromptChanged ? 'changed' : ''),
        },
      ],
    };
    return html`<div class="row">
        <h2 class="label">Runs</h2>
        ${copyButtons(this.panel, 'the runs', () => copiedTable(options))}
      </div>
      ${plainTable(options)}`;
  }

  private changePart(): TemplateResult {
    if (this.changed === undefined) return html`${nothing}`;
    const { value, failure } = this.change;
    if (failure !== undefined) return failureView(failure, () => this.change.again());
    if (value === undefined) return waiting('Reading the prompts…');
    return html`<section aria-label="Change of the prompt">
      <h2 class="label">Change of the prompt</h2>
      <assay-diff
        .panel=${this.panel}
        .heading=${'Change of the prompt'}
        .left=${{ name: 'in the run before', text: value.before }}
        .right=${{ name: 'in this run', text: value.after }}
      ></assay-diff>
    </section>`;
  }

  private openRun({ run, prompt }: HistoryPoint, candidate: number | undefined): void {
    this.panel.change({ filter: candidate === undefined ? {} : { candidate } });
    this.panel.go({ page: 'run', run, prompt });
  }
}

const commitColumn: TableColumn<HistoryPoint> = {
  title: 'Commit',
  cell: ({ commit }) =>
    commit === undefined ? '' : html`<code>${visible(commit.slice(0, 7))}</code>`,
  text: ({ commit }) => commit ?? '',
};

/** Which of the runs are drawn, counted from the newest. */
function spanText({ points, totalRuns, newerRuns }: HistoryView): string {
  if (points.length === totalRuns) return '';
  if (newerRuns === 0) return `the newest ${count(points.length)} of `;
  return `${count(newerRuns + 1)} to ${count(newerRuns + points.length)}, counted from the newest, of `;
}

function figuresOfRun({ candidates }: HistoryPoint, figure: HistoryFigure): readonly string[] {
  return candidates.map((one) => {
    const value = figure.of(one);
    return `${one.model}${one.variant === 'base' ? '' : ` · ${one.variant}`}: ${value === undefined ? '–' : figure.text(value)}`;
  });
}

define(HistoryPage, DiffView);
