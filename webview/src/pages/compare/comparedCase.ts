import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { done, failed, type Outcome } from '#base/rpc.ts';
import type { CompareView } from '#protocol/panelCompare.ts';
import type { CaseDetail } from '#protocol/panelRun.ts';
import { waiting } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { Asked } from '../../parts/asked.ts';
import { failureView } from '../../parts/failureView.ts';
import { LightElement } from '../../parts/lightElement.ts';
import { visible } from '../../parts/text/visibleView.ts';
import { scoreTable, trialFacts } from '../run/trialParts.ts';
import { sideText } from './compareTables.ts';

/** One case on every side: the replies against the first, with their scores. */
export class ComparedCase extends LightElement {
  static readonly tag = 'assay-compared-case';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    view: { attribute: false },
    caseId: {},
  };

  declare panel: Panel;
  declare view: CompareView;
  declare caseId: string;

  private readonly details = new Asked<readonly (CaseDetail | undefined)[]>(this, () => ({
    key: JSON.stringify([this.caseId, this.view.sides.map((side) => side.ref)]),
    version: 0,
    ask: (signal) => this.askAll(signal),
  }));

  protected override render(): TemplateResult {
    const { panel, view, caseId } = this;
    const { value, failure } = this.details;
    return html`<section class="detail" aria-label="Case">
      <div class="detail-head">
        <h2>${visible(caseId)}</h2>
        <span class="spring"></span>
        <button
          class="tool"
          title="Close (Escape)"
          aria-label="Close the case"
          @click=${() => panel.change({ comparedCase: undefined })}
        >
          ✕
        </button>
      </div>
      ${failure === undefined ? nothing : failureView(failure, () => this.details.again())}
      ${
        value === undefined
          ? failure === undefined
            ? waiting('Reading the case…')
            : nothing
          : html`${this.diffs(value)}
            ${view.sides.map((side, at) => {
              const trial = value[at]?.trials[0];
              return html`<h3 class="label">${sideText(side)}</h3>
                ${
                  trial === undefined
                    ? html`<p class="quiet">Nothing is kept of this case.</p>`
                    : html`${trialFacts(trial)} ${scoreTable(panel, trial)}`
                }`;
            })}`
      }
    </section>`;
  }

  private diffs(details: readonly (CaseDetail | undefined)[]): TemplateResult {
    const { panel, view, caseId } = this;
    const replies = details.map((detail) => detail?.trials[0]?.reply);
    const [first, ...others] = view.sides;
    const [before] = replies;
    if (first === undefined) return html`${nothing}`;
    return html`${others.map((side, at) => {
      const after = replies[at + 1];
      if (before === undefined || after === undefined) {
        return html`<p class="quiet">There is no reply on one side.</p>`;
      }
      return html`<assay-diff
        .panel=${panel}
        .heading=${caseId}
        .left=${{ name: sideText(first), text: before }}
        .right=${{ name: sideText(side), text: after }}
      ></assay-diff>`;
    })}`;
  }

  /** A side that is a baseline, or that has not run the case, has nothing to show; a failure of all is a failure. */
  private async askAll(signal: AbortSignal): Promise<Outcome<readonly (CaseDetail | undefined)[]>> {
    const { panel, view, caseId } = this;
    const outcomes = await Promise.all(
      view.sides.map(({ ref }) =>
        ref.kind === 'run'
          ? panel.host.ask('run/case', { run: ref.run, candidate: ref.candidate, caseId }, signal)
          : Promise.resolve(failed('no-replies', 'A baseline keeps no replies.')),
      ),
    );
    const [failure] = outcomes;
    if (failure?.ok === false && outcomes.every((one) => !one.ok)) return failure;
    return done(outcomes.map((one) => (one.ok ? one.value : undefined)));
  }
}
