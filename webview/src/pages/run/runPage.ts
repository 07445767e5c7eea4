import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { count, counted } from '#base/numbers.ts';
import type { Route } from '#protocol/panel.ts';
import type { CasesBehind } from '#protocol/panelGate.ts';
import type { CandidateView, CaseRow, RowKey, RunView } from '#protocol/panelRun.ts';
import { dropdown, waiting } from '../../controls/controls.ts';
import type { Changes, Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { copiedRows } from '../../parts/copy/copiedRows.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import { section } from '../../parts/section.ts';
import { splitBar } from '../../parts/splitBar.ts';
import { columnChoice, shownColumns } from '../../parts/table/columnChoice.ts';
import { Grid, type GridRows } from '../../parts/table/grid.ts';
import {
  copiedTable,
  plainTable,
  type TableOptions,
  type TableSort,
} from '../../parts/table/plainTable.ts';
import { caseColumns } from './caseColumns.ts';
import { caseFilter } from './caseFilter.ts';
import { metricTable } from './metricTable.ts';
import { runHeading } from './runHeading.ts';
import { define } from '../../parts/define.ts';

type RunRoute = Route & { readonly page: 'run' };

/** One run: what came of it, by candidate and by case. */
export class RunPage extends LightElement {
  static readonly tag = 'assay-run';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    route: { attribute: false },
    changes: { attribute: false },
    shown: { state: true },
    metricSort: { state: true },
  };

  declare panel: Panel;
  declare route: RunRoute;
  declare changes: Changes;
  /** Rows that pass the filter. */
  declare shown: number | undefined;
  declare metricSort: TableSort | undefined;
  private said = '';
  private revealed: RunRoute | undefined;

  private readonly view = new Asked<RunView>(this, () => {
    const { run, prompt } = this.route;
    const { changes } = this;
    const version = (changes[`run ${run}`] ?? 0) + (changes['baselines'] ?? 0);
    const ask = (signal: AbortSignal) => this.panel.host.ask('run/view', { run, prompt }, signal);
    return { key: `${run} ${prompt}`, version, ask };
  });

  /** The rows, so that keys of the whole page can reach them. */
  get grid(): Grid<CaseRow> | null {
    return this.querySelector<Grid<CaseRow>>('assay-grid');
  }

  override updated(): void {
    const view = this.view.value;
    if (view === undefined) return;
    this.reveal();
    const text = spoken(view);
    if (text === this.said) return;
    if (this.said !== '') this.panel.say(text);
    this.said = text;
  }

  /** Goes to the row that the route names; once, since one may go on from there. */
  private reveal(): void {
    const { route, grid } = this;
    if (route.case === undefined || route === this.revealed || grid === null) return;
    this.revealed = route;
    const { run, prompt, case: anchor } = route;
    const { filter, sort, selected } = this.panel.state;
    // After a reload another case may be open.
    if (selected === undefined || rowKey(selected) !== rowKey(anchor)) return;
    const request = { run, prompt, filter, sort, from: 0, count: 1, anchor };
    void this.panel.host.ask('run/rows', request).then((outcome) => {
      const place = outcome.ok ? outcome.value.anchorAt : undefined;
      if (place !== undefined && this.revealed === route) this.grid?.reveal(place);
    });
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.view;
    if (value === undefined) {
      return failure === undefined
        ? waiting('Reading the run…')
        : html`<h1 class="for-readers">Run</h1>
            ${failureView(failure, () => this.view.again())}`;
    }
    const { panel } = this;
    const metrics: TableOptions<CandidateView> = {
      ...metricTable(value),
      sort: this.metricSort,
      sortBy: (sort) => {
        this.metricSort = sort;
      },
    };
    return html`
      ${failure === undefined ? nothing : failureView(failure, () => this.view.again())}
      ${runHeading(panel, value)} ${this.promptChoice(value)}
      ${value.gate === undefined ? nothing : this.gate(value)}
      ${section(panel, {
        name: 'metrics',
        title: 'Metrics',
        aside: copyButtons(panel, 'the metrics', () => copiedTable(metrics)),
        content: () => plainTable(metrics),
      })}
      ${
        value.evaluators.some((one) => one.hasLabels)
          ? section(panel, {
              name: 'labels',
              title: 'Labels',
              content: () => {
                void import('./labelsPart.ts');
                return html`<assay-labels
                  .panel=${panel}
                  .view=${value}
                  .version=${this.changes[`run ${value.run}`] ?? 0}
                ></assay-labels>`;
              },
            })
          : nothing
      }
      ${section(panel, {
        name: 'latency',
        title: 'Latency',
        content: () => {
          void import('../../parts/chart/histogram.ts');
          return html`<assay-histogram
            .panel=${panel}
            .candidates=${value.candidates}
          ></assay-histogram>`;
        },
      })}
      ${this.cases(value)}
    `;
  }

  private gate({ run }: RunView): TemplateResult {
    const { panel } = this;
    return section(panel, {
      name: 'gate',
      title: 'Gate',
      content: () => {
        void import('./gatePart.ts');
        return html`<assay-gate
          .panel=${panel}
          .run=${run}
          .version=${this.changes[`run ${run}`] ?? 0}
          .show=${(behind: CasesBehind) => this.show(run, behind)}
        ></assay-gate>`;
      },
    });
  }

  /** The rows that stand behind a rule of the gate. */
  private show(run: string, { prompt, filter, sort, rows }: CasesBehind): void {
    const { panel } = this;
    if (prompt !== this.route.prompt) panel.go({ page: 'run', run, prompt });
    panel.change({ filter, sort, selected: undefined });
    panel.say(`${counted(rows, 'row')} below.`);
    void this.updateComplete.then(() => this.grid?.reveal(0));
  }

  private promptChoice({ prompts, prompt, run }: RunView): TemplateResult {
    if (prompts.length < 2) return html`${nothing}`;
    return html`<div class="row">
      ${dropdown({
        label: 'Prompt',
        choices: prompts.map(({ name }, at) => ({ value: String(at), label: name })),
        value: String(prompt),
        choose: (value) => this.panel.go({ page: 'run', run, prompt: Number(value) }),
      })}
    </div>`;
  }

  private cases(view: RunView): TemplateResult {
    const { panel } = this;
    const { filter, sort, selected, hidden } = panel.state;
    const all = caseColumns(view);
    const columns = shownColumns(all, hidden);
    const rows = this.rows(view);
    const key = selected === undefined ? undefined : rowKey(selected);
    return html`<section class="cases ${selected === undefined ? '' : 'split'}" aria-label="Cases">
      <div class="cases-head">
        <h2>Cases</h2>
        <span class="quiet" data-shown=${this.shown ?? ''}
          >${this.shown === undefined ? '' : `${count(this.shown)} rows`}</span
        >
        ${caseFilter(view, filter, (next) => panel.change({ filter: next }))}
        <span class="spring"></span>
        ${copyButtons(panel, 'the rows', () => copiedRows(panel, columns, rows.ask))}
        ${columnChoice(all, hidden, (next) => panel.change({ hidden: next }))}
      </div>
      <div class="cases-body">
        <assay-grid
          .label=${'Cases'}
          .columns=${columns}
          .rows=${rows}
          .sort=${sort}
          .keyOf=${rowKey}
          .selected=${key}
          .none=${'No case passes the filter.'}
          .choose=${({ caseId, candidate }: CaseRow) =>
            panel.change({ selected: { caseId, candidate }, repeat: 0 })}
          .sortBy=${(by: string) => this.sortBy(by)}
          .counted=${(total: number) => {
            this.shown = total;
          }}
        ></assay-grid>
        ${selected === undefined ? nothing : html`${splitBar(panel)}${this.detail(view, selected)}`}
      </div>
    </section>`;
  }

  private detail(view: RunView, selected: RowKey): TemplateResult {
    void import('./caseDetail.ts');
    return html`<assay-case
      .panel=${this.panel}
      .view=${view}
      .selected=${selected}
      .version=${(this.changes[`run ${view.run}`] ?? 0) + (this.changes['labels'] ?? 0)}
      .step=${(by: number) => this.grid?.step(by)}
    ></assay-case>`;
  }

  private rows({ run, prompt }: RunView): GridRows<CaseRow> {
    const { filter, sort } = this.panel.state;
    const { changes } = this;
    return {
      key: JSON.stringify([run, prompt, filter, sort]),
      version: (changes[`run ${run}`] ?? 0) + (changes['labels'] ?? 0),
      ask: (from, rowCount, anchor, signal) =>
        this.panel.host.ask(
          'run/rows',
          {
            run,
            prompt,
            filter,
            sort,
            from,
            count: rowCount,
            ...(anchor !== undefined && {
              anchor: { caseId: anchor.caseId, candidate: anchor.candidate },
            }),
          },
          signal,
        ),
    };
  }

  /** Up, down, and back to the order of the plan. */
  private sortBy(by: string): void {
    const { sort } = this.panel.state;
    if (sort?.by !== by) this.panel.change({ sort: { by, descending: false } });
    else this.panel.change({ sort: sort.descending ? undefined : { by, descending: true } });
  }
}

function rowKey({ candidate, caseId }: RowKey): string {
  return `${candidate} ${caseId}`;
}

/** Said at each quarter of the way, and at the end. */
function spoken({ state, finished, planned, gate }: RunView): string {
  if (state === 'running') {
    const quarter = Math.floor((4 * finished) / Math.max(1, planned));
    return quarter === 0 ? 'The run is going on.' : `${quarter * 25} percent of the run is done.`;
  }
  const verdict = gate === undefined ? '' : gate.pass ? ' The gate passed.' : ' The gate failed.';
  return `The run is ${state}.${verdict}`;
}

define(Grid);
