import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { visibleString } from '#base/visibleText.ts';
import type { CaseDetail, RawExchange, RowKey, RunView, TrialDetail } from '#protocol/panelRun.ts';
import { dropdown, waiting } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { failureView } from '../../parts/failureView.ts';
import { outcomeWord } from '../../parts/icons.ts';
import { LightElement } from '../../parts/lightElement.ts';
import { section } from '../../parts/section.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { candidateIn, candidateText } from '../../parts/words.ts';
import { diffChoices } from './diffChoices.ts';
import { scoreTable, trialFacts } from './trialParts.ts';
import { define } from '../../parts/define.ts';
import { TextView } from '../../parts/text/textView.ts';
import { DiffView } from '../../parts/diff/diffView.ts';
import { PersonForm } from './personForm.ts';

/** Everything that is known of one case on one candidate. */
export class CaseDetailPart extends LightElement {
  static readonly tag = 'assay-case';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    view: { attribute: false },
    selected: { attribute: false },
    version: { attribute: false },
    step: { attribute: false },
  };

  declare panel: Panel;
  declare view: RunView;
  declare selected: RowKey;
  declare version: number;
  declare step: (by: number) => void;

  private readonly detail = new Asked<CaseDetail>(this, () => {
    const ref = { run: this.view.run, ...this.selected };
    return {
      key: JSON.stringify(ref),
      version: this.version,
      ask: (signal) => this.panel.host.ask('run/case', ref, signal),
    };
  });

  private readonly raw = new Asked<RawExchange>(this, () => {
    const { open, repeat } = this.panel.state;
    if (!open.includes('raw')) return undefined;
    const ref = { run: this.view.run, ...this.selected, repeat };
    return {
      key: JSON.stringify(ref),
      version: this.version,
      ask: (signal) => this.panel.host.ask('run/raw', ref, signal),
    };
  });

  protected override render(): TemplateResult {
    const { value, failure } = this.detail;
    return html`<section class="detail" aria-label="Case">
      ${this.head()}
      ${failure === undefined ? nothing : failureView(failure, () => this.detail.again())}
      ${
        value === undefined
          ? failure === undefined
            ? waiting('Reading the case…')
            : nothing
          : this.body(value)
      }
    </section>`;
  }

  private head(): TemplateResult {
    const { panel, selected, view } = this;
    const candidate = candidateIn(view, selected.candidate);
    const ref = { run: view.run, ...selected };
    return html`<div class="detail-head">
      <h2>${visible(selected.caseId)}</h2>
      <span class="quiet">${candidate === undefined ? '' : candidateText(candidate)}</span>
      <span class="spring"></span>
      <button
        class="tool"
        title="Previous case ( [ )"
        aria-label="Previous case"
        @click=${() => this.step(-1)}
      >
        ↑
      </button>
      <button
        class="tool"
        title="Next case ( ] )"
        aria-label="Next case"
        @click=${() => this.step(1)}
      >
        ↓
      </button>
      <button class="tool" @click=${() => void panel.act('editor/openCase', ref, '')}>
        Open Case
      </button>
      <button
        class="tool"
        title="Close (Escape)"
        aria-label="Close the case"
        @click=${() => panel.change({ selected: undefined })}
      >
        ✕
      </button>
    </div>`;
  }

  private body(detail: CaseDetail): TemplateResult {
    const { panel, view } = this;
    const trial = detail.trials[panel.state.repeat] ?? detail.trials[0];
    return html`
      ${this.repeatChoice(detail)}
      ${
        trial === undefined
          ? html`<p class="quiet">Not answered yet.</p>`
          : html`${trialFacts(trial)} ${this.reply(trial)} ${this.diff(detail, trial)}
            ${section(panel, {
              name: 'scores',
              title: 'Scores',
              level: 3,
              content: () => scoreTable(panel, trial),
            })}`
      }
      ${section(panel, {
        name: 'messages',
        title: 'Messages',
        level: 3,
        content: () =>
          detail.messages.map(
            ({ role, content }) =>
              html`<div class="message">
                <span class="role">${role}</span>
                <assay-text .panel=${panel} .text=${content}></assay-text>
              </div>`,
          ),
      })}
      ${section(panel, {
        name: 'values',
        title: 'Case',
        level: 3,
        content: () => valuesOf(detail),
      })}
      ${section(panel, {
        name: 'raw',
        title: 'Raw exchange',
        level: 3,
        content: () => this.rawExchange(),
      })}
      <assay-person .panel=${panel} .detail=${detail} .run=${view.run}></assay-person>
    `;
  }

  private repeatChoice({ trials }: CaseDetail): TemplateResult {
    if (trials.length < 2) return html`${nothing}`;
    const { repeat } = this.panel.state;
    return html`<div class="segments" role="group" aria-label="Repetition">
      ${trials.map(
        (trial, at) =>
          html`<button
            aria-pressed=${at === repeat}
            @click=${() => this.panel.change({ repeat: at })}
          >
            ${outcomeWord(trial.outcome)} <span class="for-readers">repetition</span> ${at + 1}
          </button>`,
      )}
    </div>`;
  }

  private reply({ reply, failure }: TrialDetail): TemplateResult {
    if (failure !== undefined) {
      return html`<div class="notice error" data-code=${failure.code}>
        ${visible(failure.message)}
      </div>`;
    }
    if (reply === undefined) return html`${nothing}`;
    return html`<h3 class="label">Reply</h3>
      <assay-text class="reply" .panel=${this.panel} .text=${reply} canRender></assay-text>`;
  }

  private diff(detail: CaseDetail, trial: TrialDetail): TemplateResult {
    const { panel, view } = this;
    const { reply } = trial;
    const choices = diffChoices(detail);
    const against = choices.find((one) => one.id === panel.state.against) ?? choices[0];
    if (reply === undefined || against === undefined) return html`${nothing}`;
    const own = candidateIn(view, detail.candidate);
    return section(panel, {
      name: 'diff',
      title: 'Difference',
      level: 3,
      aside: dropdown({
        label: 'Compare the reply with',
        choices: choices.map(({ id, name }) => ({ value: id, label: `to ${name}` })),
        value: against.id,
        choose: (value) => panel.change({ against: value }),
      }),
      content: () =>
        html`<assay-diff
          .panel=${panel}
          .heading=${`${visibleString(detail.caseId)}: ${against.name} ↔ reply`}
          .left=${{ name: against.name, text: against.text }}
          .right=${{ name: own === undefined ? 'reply' : candidateText(own), text: reply }}
        ></assay-diff>`,
    });
  }

  private rawExchange(): TemplateResult {
    const { value, failure } = this.raw;
    if (failure !== undefined) return failureView(failure, () => this.raw.again());
    if (value === undefined) return waiting('Reading…');
    const { panel } = this;
    const part = (name: string, text: RawExchange['request']): TemplateResult =>
      html`<h4 class="label">${name}</h4>
        ${
          text === undefined
            ? html`<p class="quiet">The run did not keep it.</p>`
            : html`<assay-text .panel=${panel} .text=${text}></assay-text>`
        }`;
    return html`${part('Request', value.request)} ${part('Response', value.response)}`;
  }
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

function valuesOf({ values, tags, source }: CaseDetail): TemplateResult {
  return html`<dl class="values">
    ${Object.entries(values).map(
      ([name, value]) =>
        html`<dt>${visible(name)}</dt>
          <dd><pre>${visible(valueText(value).slice(0, 4000))}</pre></dd>`,
    )}
    ${
      tags.length === 0
        ? nothing
        : html`<dt>tags</dt>
            <dd>${visible(tags.join(', '))}</dd>`
    }
    <dt>from</dt>
    <dd>${visible(source.file)}, line ${source.line}</dd>
  </dl>`;
}

define(CaseDetailPart, TextView, DiffView, PersonForm);
