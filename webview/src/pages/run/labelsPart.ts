import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { count, figure, percent } from '#base/numbers.ts';
import type { LabelTable, RunView } from '#protocol/panelRun.ts';
import { dropdown, waiting } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { confusionPicture } from '../../parts/chart/confusion.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import { copiedTable, plainTable, type TableOptions } from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { candidateText } from '../../parts/words.ts';
import { define } from '../../parts/define.ts';

/** For an evaluator that sorts replies under labels: figures of each label, and what was taken for what. */
export class LabelsPart extends LightElement {
  static readonly tag = 'assay-labels';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    view: { attribute: false },
    version: { attribute: false },
    candidate: { state: true },
    evaluator: { state: true },
    isTable: { state: true },
  };

  declare panel: Panel;
  declare view: RunView;
  declare version: number;
  declare candidate: number | undefined;
  declare evaluator: string | undefined;
  declare isTable: boolean;

  private readonly table = new Asked<LabelTable>(this, () => {
    const { candidate, evaluator } = this.chosen();
    if (candidate === undefined || evaluator === undefined) return undefined;
    const request = { run: this.view.run, candidate, evaluator };
    return {
      key: JSON.stringify(request),
      version: this.version,
      ask: (signal) => this.panel.host.ask('run/labels', request, signal),
    };
  });

  constructor() {
    super();
    this.isTable = false;
  }

  protected override render(): TemplateResult {
    const { panel, view } = this;
    const { candidate, evaluator } = this.chosen();
    const { value, failure } = this.table;
    const withLabels = view.evaluators.filter((one) => one.hasLabels);
    return html`<div class="row">
        ${
          view.candidates.length < 2
            ? nothing
            : dropdown({
                label: 'Candidate',
                choices: view.candidates.map((one) => ({
                  value: String(one.candidate),
                  label: candidateText(one),
                })),
                value: String(candidate),
                choose: (chosen) => {
                  this.candidate = Number(chosen);
                },
              })
        }
        ${
          withLabels.length < 2
            ? nothing
            : dropdown({
                label: 'Evaluator',
                choices: withLabels.map(({ name }) => ({ value: name, label: name })),
                value: evaluator ?? '',
                choose: (chosen) => {
                  this.evaluator = chosen;
                },
              })
        }
      </div>
      ${failure === undefined ? nothing : failureView(failure, () => this.table.again())}
      ${
        value === undefined
          ? failure === undefined
            ? waiting('Counting…')
            : nothing
          : html`<div class="labels">
              <div>
                <div class="row">
                  <strong>By label</strong>
                  ${copyButtons(panel, 'the labels', () => copiedTable(byLabel(value)))}
                </div>
                ${plainTable(byLabel(value))}
              </div>
              ${this.confusion(value)}
            </div>`
      }`;
  }

  private confusion(table: LabelTable): TemplateResult {
    const { isTable, panel } = this;
    const options = matrix(table);
    return html`<figure class="chart">
      <figcaption class="row">
        <strong>Expected (down) against replied (across)</strong>
        <button
          class="tool"
          aria-pressed=${isTable}
          @click=${() => {
            this.isTable = !isTable;
          }}
        >
          Table
        </button>
        ${copyButtons(panel, 'the matrix', () => copiedTable(options))}
      </figcaption>
      ${
        isTable
          ? plainTable(options)
          : confusionPicture(table, (expected, replied) =>
              panel.change({
                filter: {
                  text: expected === replied ? expected : replied,
                  outcome: expected === replied ? undefined : 'failed',
                },
              }),
            )
      }
    </figure>`;
  }

  private chosen(): {
    readonly candidate: number | undefined;
    readonly evaluator: string | undefined;
  } {
    const { candidates, evaluators } = this.view;
    return {
      candidate: this.candidate ?? candidates[0]?.candidate,
      evaluator: this.evaluator ?? evaluators.find((one) => one.hasLabels)?.name,
    };
  }
}

function byLabel({ labels }: LabelTable): TableOptions<LabelTable['labels'][number]> {
  return {
    caption: 'Precision, recall and F1 by label',
    rows: labels,
    columns: [
      { title: 'Label', cell: (row) => visible(row.label), text: (row) => row.label },
      ...(['precision', 'recall', 'f1'] as const).map((name) => ({
        title: name === 'f1' ? 'F1' : name,
        isNumber: true,
        cell: (row: LabelTable['labels'][number]) => ratioText(row[name]),
        text: (row: LabelTable['labels'][number]) => ratioText(row[name]),
      })),
      {
        title: 'cases',
        isNumber: true,
        cell: (row) => count(row.cases),
        text: (row) => count(row.cases),
      },
    ],
  };
}

function ratioText(value: number | null): string {
  return value === null ? '0/0' : figure(value);
}

interface MatrixRow {
  readonly label: string;
  readonly counts: readonly number[];
}

function matrix({ labels, replied, counts }: LabelTable): TableOptions<MatrixRow> {
  return {
    caption: 'What was expected, down, against what was replied, across',
    rows: labels.map(({ label }, at) => ({ label, counts: counts[at] ?? [] })),
    columns: [
      { title: 'Expected', cell: (row) => visible(row.label), text: (row) => row.label },
      ...replied.map((label, at) => ({
        title: label,
        isNumber: true,
        cell: (row: MatrixRow) => `${count(row.counts[at] ?? 0)} (${shareOf(row, at)})`,
        text: (row: MatrixRow) => String(row.counts[at] ?? 0),
      })),
    ],
  };
}

function shareOf({ counts }: MatrixRow, at: number): string {
  const all = counts.reduce((sum, one) => sum + one, 0);
  return all === 0 ? '0/0' : percent((counts[at] ?? 0) / all);
}

define(LabelsPart);
