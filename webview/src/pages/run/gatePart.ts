import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { counted } from '#base/numbers.ts';
import type { CasesBehind, GateView } from '#protocol/panelGate.ts';
import { waiting } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { copyButtons } from '../../parts/copy/copyButtons.ts';
import { define } from '../../parts/define.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import { copiedTable, plainTable } from '../../parts/table/plainTable.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { checkTable, quarantineTable } from './gateTables.ts';

/** What a run's gate asked for, rule by rule, with the cases that stand behind each. */
export class GatePart extends LightElement {
  static readonly tag = 'assay-gate';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    run: { attribute: false },
    version: { attribute: false },
    show: { attribute: false },
  };

  declare panel: Panel;
  declare run: string;
  declare version: number;
  declare show: (behind: CasesBehind) => void;

  private readonly view = new Asked<GateView>(this, () => {
    const { run } = this;
    const ask = (signal: AbortSignal) => this.panel.host.ask('run/gate', { run }, signal);
    return { key: run, version: this.version, ask };
  });

  protected override render(): TemplateResult {
    const { value, failure } = this.view;
    if (value === undefined) {
      return failure === undefined
        ? waiting('Reading the gate…')
        : failureView(failure, () => this.view.again());
    }
    const { reasons, notes, checks, quarantined } = value;
    return html`
      ${checks.length === 0 ? this.withoutChecks(value) : this.checks(value)}
      ${reasons.map((reason) => html`<p class="notice warning">${visible(reason)}</p>`)}
      ${notes.map((note) => html`<p class="quiet">${visible(note)}</p>`)}
      ${value.asksRegression ? regression : nothing}
      ${quarantined.length === 0 ? nothing : this.quarantined(value)}
    `;
  }

  private withoutChecks({ pass }: GateView): TemplateResult {
    return html`<p class="quiet">
      ${
        pass
          ? 'The gate passed: nothing that it asks for was missed.'
          : 'The gate failed. This run kept no more of its rules than stands here.'
      }
    </p>`;
  }

  private checks({ checks }: GateView): TemplateResult {
    const table = checkTable(checks, this.show);
    return html`<div class="row">
        <span class="quiet">${counted(checks.length, 'rule')}, those that were missed first</span>
        ${copyButtons(this.panel, 'the rules', () => copiedTable(table))}
      </div>
      ${plainTable(table)}`;
  }

  private quarantined({ quarantined }: GateView): TemplateResult {
    const table = quarantineTable(quarantined, this.show);
    return html`<div class="row">
        <h3 class="label">Quarantined: told, and not counted</h3>
        ${copyButtons(this.panel, 'what is quarantined', () => copiedTable(table))}
      </div>
      ${plainTable(table)}`;
  }
}

const regression = html`<p class="quiet">
  “No regression” compares the run with what was accepted, case by case. Only
  <em>regressed</em> misses it: a change for the worse that is real after all comparisons of the run
  are counted together. <em>No evidence</em> and <em>too few cases</em> miss nothing, and do not say
  that nothing changed.
</p>`;

define(GatePart);
