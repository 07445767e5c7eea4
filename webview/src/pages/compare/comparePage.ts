import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { count } from '#base/numbers.ts';
import type { Route } from '#protocol/panel.ts';
import type { CompareRow, CompareView, ScatterView, SideView } from '#protocol/panelCompare.ts';
import type { RunHeading } from '#protocol/panelRun.ts';
import { dropdown, textField, waiting } from '../../controls/controls.ts';
import type { Changes, Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { copiedRows } from '../../parts/copy/copiedRows.ts';
import { exportMenu } from '../../parts/exportMenu.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import { section } from '../../parts/section.ts';
import { splitBar } from '../../parts/splitBar.ts';
import { columnChoice, shownColumns } from '../../parts/table/columnChoice.ts';
import type { GridRows } from '../../parts/table/grid.ts';
import { copiedTable, plainTable } from '../../parts/table/plainTable.ts';
import type { CompareOnly } from '../../state/panelState.ts';
import { costChart, scatterChart } from './compareCharts.ts';
import { compareColumns, metricOptions, parameterOptions, sideText } from './compareTables.ts';
import { sideChoice } from './sideChoice.ts';
import { define } from '../../parts/define.ts';
import { ComparedCase } from './comparedCase.ts';
import { DiffView } from '../../parts/diff/diffView.ts';
import { Grid } from '../../parts/table/grid.ts';

type CompareRoute = Route & { readonly page: 'compare' };

const filters: readonly { readonly value: CompareOnly | ''; readonly label: string }[] = [
  { value: '', label: 'All cases, flips first' },
  { value: 'flipped', label: 'Flipped' },
  { value: 'to-failed', label: 'Now fails' },
  { value: 'to-passed', label: 'Now passes' },
  { value: 'moved', label: 'Moved' },
];

/** Two or more candidates side by side: what differs going in, what differs coming out, and whether that is real. */
export class ComparePage extends LightElement {
  static readonly tag = 'assay-compare';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    route: { attribute: false },
    changes: { attribute: false },
    runs: { attribute: false },
    tables: { state: true },
    shown: { state: true },
  };

  declare panel: Panel;
  declare route: CompareRoute;
  declare changes: Changes;
  declare runs: readonly RunHeading[];
  /** Charts whose table is shown. */
  declare tables: readonly string[];
  declare shown: number | undefined;

  private readonly view = new Asked<CompareView>(this, () => {
    const { sides } = this.route;
    if (sides.length < 2) return undefined;
    return {
      key: JSON.stringify(sides),
      version: this.version(),
      ask: (signal) => this.panel.host.ask('compare/view', { sides }, signal),
    };
  });

  private readonly scatter = new Asked<ScatterView>(this, () => {
    const evaluator = this.scattered();
    const { sides } = this.route;
    if (evaluator === undefined || !this.panel.state.open.includes('charts')) return undefined;
    return {
      key: JSON.stringify([sides, evaluator]),
      version: this.version(),
      ask: (signal) => this.panel.host.ask('compare/scatter', { sides, evaluator }, signal),
    };
  });

  constructor() {
    super();
    this.tables = [];
  }

  protected override render(): TemplateResult {
    const { panel, route } = this;
    const { value, failure } = this.view;
    return html`
      <h1 class="for-readers">Compare</h1>
      ${sideChoice(this.runs, route.sides, value, (sides) => panel.go({ page: 'compare', sides }))}
      ${failure === undefined ? nothing : failureView(failure, () => this.view.again())}
      ${
        route.sides.length < 2
          ? html`<p class="quiet">Choose at least two runs, models or variants.</p>`
          : value === undefined
            ? failure === undefined
              ? waiting('Comparing…')
              : nothing
            : this.compared(value)
      }
    `;
  }

  private compared(view: CompareView): TemplateResult {
    const { panel } = this;
    const metrics = metricOptions(view);
    const parameters = parameterOptions(view);
    return html`
      <div class="row">
        <span class="spring"></span>
        ${exportMenu(panel, { kind: 'compare', sides: this.route.sides })}
      </div>
      ${section(panel, {
        name: 'metrics',
        title: 'Metrics',
        aside: copyButtons(panel, 'the metrics', () => copiedTable(metrics)),
        content: () => plainTable(metrics),
      })}
      ${section(panel, {
        name: 'parameters',
        title: 'Parameters',
        content: () =>
          view.parameters.length === 0
            ? html`<p class="quiet">The same on all sides.</p>`
            : plainTable(parameters),
      })}
      ${section(panel, { name: 'prompts', title: 'Prompt', content: () => this.prompts(view) })}
      ${section(panel, { name: 'charts', title: 'Charts', content: () => this.charts(view) })}
      ${this.cases(view)}
    `;
  }

  private prompts({ sides }: CompareView): TemplateResult {
    const [first, ...others] = sides;
    if (first?.prompt === undefined)
      return html`<p class="quiet">The run keeps no copy of its prompt.</p>`;
    const { prompt } = first;
    return html`${others.map((side) =>
      side.prompt === undefined
        ? nothing
        : html`<assay-diff
            .panel=${this.panel}
            .heading=${'Prompts'}
            .left=${{ name: sideText(first), text: prompt }}
            .right=${{ name: sideText(side), text: side.prompt }}
          ></assay-diff>`,
    )}`;
  }

  private charts(view: CompareView): TemplateResult {
    const { panel } = this;
    const evaluator = this.scattered();
    const frame = (name: string) => ({
      isTable: this.tables.includes(name),
      toggle: () => {
        this.tables = this.tables.includes(name)
          ? this.tables.filter((one) => one !== name)
          : [...this.tables, name];
      },
    });
    return html`
      ${
        view.evaluators.length < 2
          ? nothing
          : dropdown({
              label: 'Evaluator of the scatter',
              choices: view.evaluators.map(({ name }) => ({ value: name, label: name })),
              value: evaluator ?? '',
              choose: (scattered) => panel.change({ scattered }),
            })
      }
      <div class="pictures charts">
        ${
          this.scatter.value === undefined || evaluator === undefined
            ? waiting('Drawing…')
            : scatterChart(panel, view, this.scatter.value, {
                evaluator,
                ...frame('scatter'),
                open: (caseId) => panel.change({ comparedCase: caseId }),
              })
        }
        ${costChart(panel, view, {
          ...frame('cost'),
          open: (side) => this.openSide(side),
        })}
      </div>
    `;
  }

  private openSide({ ref, promptPlace = 0 }: SideView): void {
    if (ref.kind !== 'run') return;
    this.panel.change({ filter: { candidate: ref.candidate } });
    this.panel.go({ page: 'run', run: ref.run, prompt: promptPlace });
  }

  private cases(view: CompareView): TemplateResult {
    const { panel } = this;
    const { only, compareText, comparedCase, hiddenCompared } = panel.state;
    const all = compareColumns(view);
    const columns = shownColumns(all, hiddenCompared);
    const rows = this.rows();
    const { toFailed, toPassed } = view.flips;
    return html`<section
      class="cases ${comparedCase === undefined ? '' : 'split'}"
      aria-label="Cases"
    >
      <div class="cases-head">
        <h2>Cases</h2>
        <span class="quiet" data-shown=${this.shown ?? ''}
          >${this.shown === undefined ? '' : `${count(this.shown)} rows`} · ${count(toFailed)} now
          fail, ${count(toPassed)} now pass</span
        >
        <div class="row filter" role="search" aria-label="Filter cases">
          ${textField({
            name: 'filter',
            label: 'Filter by text',
            placeholder: 'Filter by text',
            value: compareText,
            input: (text) => panel.change({ compareText: text }),
          })}
          ${dropdown({
            label: 'Change',
            choices: filters,
            value: only ?? '',
            choose: (value) =>
              panel.change({ only: value === '' ? undefined : (value as CompareOnly) }),
          })}
        </div>
        <span class="spring"></span>
        ${copyButtons(panel, 'the rows', () => copiedRows(panel, columns, rows.ask))}
        ${columnChoice(all, hiddenCompared, (next) => panel.change({ hiddenCompared: next }))}
      </div>
      <div class="cases-body">
        <assay-grid
          .label=${'Cases'}
          .columns=${columns}
          .rows=${rows}
          .keyOf=${(row: CompareRow) => row.caseId}
          .selected=${comparedCase}
          .none=${'No case passes the filter.'}
          .choose=${(row: CompareRow) => panel.change({ comparedCase: row.caseId })}
          .sortBy=${() => undefined}
          .counted=${(total: number) => {
            this.shown = total;
          }}
        ></assay-grid>
        ${
          comparedCase === undefined
            ? nothing
            : html`${splitBar(panel)}<assay-compared-case
                  .panel=${panel}
                  .view=${view}
                  .caseId=${comparedCase}
                ></assay-compared-case>`
        }
      </div>
    </section>`;
  }

  private rows(): GridRows<CompareRow> {
    const { sides } = this.route;
    const { only, compareText } = this.panel.state;
    const filter = {
      ...(only !== undefined && { only }),
      ...(compareText !== '' && { text: compareText }),
    };
    return {
      key: JSON.stringify([sides, filter]),
      version: this.version(),
      ask: (from, rowCount, _anchor, signal) =>
        this.panel.host.ask('compare/rows', { sides, filter, from, count: rowCount }, signal),
    };
  }

  private scattered(): string | undefined {
    const names = this.view.value?.evaluators.map((one) => one.name) ?? [];
    const { scattered } = this.panel.state;
    return scattered !== undefined && names.includes(scattered) ? scattered : names[0];
  }

  private version(): number {
    const { changes } = this;
    const runs = this.route.sides.flatMap((side) => (side.kind === 'run' ? [side.run] : []));
    return [...new Set(runs)].reduce(
      (sum, run) => sum + (changes[`run ${run}`] ?? 0),
      changes['baselines'] ?? 0,
    );
  }
}

define(ComparePage, ComparedCase, DiffView, Grid);
