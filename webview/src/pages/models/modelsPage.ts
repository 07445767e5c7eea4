import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { duration, money, percent, percentRange } from '#base/numbers.ts';
import type { Measured, ModelsView, ModelView, SwitchView } from '#protocol/panelModels.ts';
import { dropdown, waiting } from '../../controls/controls.ts';
import type { Changes, Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { chartFrame } from '../../parts/chart/chartFrame.ts';
import { leaderSentence } from '../../parts/chart/leader.ts';
import { plot, plotEdge } from '../../parts/chart/plot.ts';
import { linearScale } from '../../parts/chart/scale.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import {
  copiedTable,
  plainTable,
  type TableOptions,
  type TableSort,
} from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { perThousand } from '../../parts/words.ts';
import { switchPart } from './switchPart.ts';
import { define } from '../../parts/define.ts';

type Drawn = 'cost' | 'latency';

/** The approved models, and how they did in the workspace's own runs. */
export class ModelsPage extends LightElement {
  static readonly tag = 'assay-models';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    changes: { attribute: false },
    tables: { state: true },
    sort: { state: true },
  };

  declare panel: Panel;
  declare changes: Changes;
  declare tables: readonly Drawn[];
  declare sort: TableSort | undefined;

  private readonly view = new Asked<ModelsView>(this, () => ({
    key: 'models',
    version: (this.changes['models'] ?? 0) + (this.changes['runs'] ?? 0),
    ask: (signal) => this.panel.host.ask('models/view', {}, signal),
  }));

  private readonly switched = new Asked<SwitchView>(this, () => {
    const { from, to } = this.choice();
    if (from === undefined || to === undefined || from === to) return undefined;
    return {
      key: JSON.stringify([from, to]),
      version: this.changes['runs'] ?? 0,
      ask: (signal) => this.panel.host.ask('models/switch', { from, to }, signal),
    };
  });

  constructor() {
    super();
    this.tables = [];
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.view;
    if (value === undefined) {
      return failure === undefined
        ? waiting('Reading models…')
        : html`<h1 class="for-readers">Models</h1>
            ${failureView(failure, () => this.view.again())}`;
    }
    const { panel } = this;
    const options: TableOptions<ModelView> = {
      ...modelTable(value),
      sort: this.sort,
      sortBy: (sort) => {
        this.sort = sort;
      },
    };
    const isMeasured = value.models.some((one) => one.measured !== undefined);
    return html`
      <h1>Models</h1>
      ${failure === undefined ? nothing : failureView(failure, () => this.view.again())}
      ${
        value.models.length === 0
          ? html`<p class="quiet">The catalogue names no model. Add one to assay.models.yml.</p>`
          : html`<div class="row">
                <h2 class="label">Approved models</h2>
                ${copyButtons(panel, 'the models', () => copiedTable(options))}
              </div>
              ${plainTable(options)}`
      }
      ${
        isMeasured
          ? html`<div class="pictures charts">
              ${this.chart(value, 'cost')} ${this.chart(value, 'latency')}
            </div>`
          : html`<p class="quiet">
              No model was run yet: quality, cost and latency are drawn once one was.
            </p>`
      }
      ${isMeasured ? this.switchChoice(value) : nothing}
    `;
  }

  private chart({ models }: ModelsView, drawn: Drawn): TemplateResult {
    const shown = models.flatMap(({ id, measured, prompts }) => {
      const x =
        measured === undefined
          ? undefined
          : drawn === 'cost'
            ? measured.costUsd
            : measured.latency?.p50;
      return measured === undefined || x === undefined ? [] : [{ id, x, measured, prompts }];
    });
    const title = drawn === 'cost' ? 'Quality against cost' : 'Quality against latency';
    const text = (value: number): string => (drawn === 'cost' ? money(value) : duration(value));
    const least = shown.toSorted((a, b) => a.x - b.x)[0];
    const isTable = this.tables.includes(drawn);
    return chartFrame(this.panel, {
      title,
      summary:
        least === undefined
          ? 'Nothing to draw.'
          : `${leaderSentence(
              shown.map(({ id, measured }) => ({ name: id, share: measured.passRate })),
              {
                one: 'passes most',
                several: 'models pass most, alike',
                none: 'No model passed anything',
              },
            )}; ${least.id} is the ${drawn === 'cost' ? 'cheapest' : 'fastest'} (${text(least.x)}).`,
      isTable,
      toggle: () => {
        this.tables = isTable
          ? this.tables.filter((one) => one !== drawn)
          : [...this.tables, drawn];
      },
      table: {
        caption: title,
        rows: shown,
        columns: [
          { title: 'Model', cell: (row) => visible(row.id), text: (row) => row.id },
          {
            title: drawn === 'cost' ? 'Cost / 1,000' : 'p50',
            isNumber: true,
            cell: (row) => text(row.x),
            text: (row) => text(row.x),
          },
          {
            title: 'Passed',
            isNumber: true,
            cell: (row) => percent(row.measured.passRate),
            text: (row) => percent(row.measured.passRate),
          },
        ],
      },
      picture: plot({
        label: title,
        width: 520,
        height: 260,
        x: {
          title: drawn === 'cost' ? 'USD for 1,000 cases' : 'latency, p50',
          scale: linearScale(
            0,
            Math.max(...shown.map((one) => one.x), 0.001),
            plotEdge.left,
            520 - plotEdge.right,
          ),
          text,
        },
        y: {
          title: 'passed',
          scale: linearScale(
            Math.min(...shown.map((one) => one.measured.interval?.low ?? one.measured.passRate), 1),
            1,
            260 - plotEdge.bottom,
            plotEdge.top,
          ),
          text: (value) => `${Math.round(value * 100)} %`,
        },
        series: shown.map(({ id, x, measured, prompts }) => ({
          name: id,
          points: [
            {
              x,
              y: measured.passRate,
              ...measured.interval,
              name: `${id}: ${percent(measured.passRate)} passed, ${text(x)}`,
              open: () => this.openRun(prompts),
            },
          ],
        })),
      }),
    });
  }

  private openRun(prompts: ModelView['prompts']): void {
    const [first] = prompts;
    if (first === undefined) return;
    this.panel.change({ filter: { candidate: first.candidate } });
    this.panel.go({ page: 'run', run: first.run, prompt: first.prompt });
  }

  private choice(): { readonly from: string | undefined; readonly to: string | undefined } {
    const measured = this.view.value?.models.filter((one) => one.measured !== undefined) ?? [];
    const { switchFrom, switchTo } = this.panel.state;
    const from = switchFrom ?? measured[0]?.id;
    return { from, to: switchTo ?? measured.find((one) => one.id !== from)?.id };
  }

  private switchChoice({ models }: ModelsView): TemplateResult {
    const { panel } = this;
    const { from, to } = this.choice();
    const choices = models
      .filter((one) => one.measured !== undefined)
      .map(({ id }) => ({ value: id, label: id }));
    return html`<section aria-label="What a switch would change">
      <div class="row">
        <h2 class="label">What a switch would change</h2>
        ${dropdown({
          label: 'From model',
          choices,
          value: from ?? '',
          choose: (switchFrom) => panel.change({ switchFrom }),
        })}
        <span class="quiet">to</span>
        ${dropdown({
          label: 'To model',
          choices,
          value: to ?? '',
          choose: (switchTo) => panel.change({ switchTo }),
        })}
      </div>
      ${
        from === to
          ? html`<p class="quiet">Choose two different models.</p>`
          : switchPart(panel, this.switched)
      }
    </section>`;
  }
}

function modelTable({ models }: ModelsView): TableOptions<ModelView> {
  const none = html`<span class="quiet">never run</span>`;
  const figure = (text: (measured: Measured) => string) => ({
    cell: ({ measured }: ModelView) => (measured === undefined ? none : text(measured)),
    text: ({ measured }: ModelView) => (measured === undefined ? 'never run' : text(measured)),
  });
  return {
    caption: 'Approved models and how they did',
    rows: models,
    columns: [
      {
        title: 'Model',
        cell: (row) => visible(row.id),
        text: (row) => row.id,
        rank: (row) => row.id,
      },
      {
        title: 'Status',
        cell: (row) => html`<span class="wide">${visible(statusText(row))}</span>`,
        text: statusText,
      },
      {
        title: 'Passed',
        ...figure(
          (one) =>
            `${percent(one.passRate)}${one.interval === undefined ? '' : ` (${percentRange(one.interval)})`}`,
        ),
        rank: (row) => row.measured?.passRate,
      },
      {
        title: 'Cost',
        ...figure((one) => perThousand(one.costUsd)),
        rank: (row) => row.measured?.costUsd,
      },
      {
        title: 'Latency',
        ...figure((one) =>
          one.latency === undefined
            ? '–'
            : `${duration(one.latency.p50)}, p95 ${duration(one.latency.p95)}`,
        ),
        rank: (row) => row.measured?.latency?.p50,
      },
      { title: 'Price per million', cell: priceText, text: priceText },
      {
        title: 'Suits',
        cell: (row) => html`<span class="wide">${visible(suitsText(row))}</span>`,
        text: suitsText,
      },
    ],
  };
}

function priceText({ price: given }: ModelView): string {
  return given === undefined ? 'unpriced' : `${money(given.input)} in, ${money(given.output)} out`;
}

function suitsText({ suits: given }: ModelView): string {
  return given
    .map(
      ({ useCase, rating, why }) => `${useCase}: ${rating}${why === undefined ? '' : ` (${why})`}`,
    )
    .join('; ');
}

function statusText({ status: word, retires, replacement }: ModelView): string {
  return [
    word,
    ...(retires === undefined ? [] : [`retires ${retires}`]),
    ...(replacement === undefined ? [] : [`use ${replacement}`]),
  ].join(', ');
}

define(ModelsPage);
