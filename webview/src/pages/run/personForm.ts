import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CaseDetail, PersonLabel } from '#protocol/panelRun.ts';
import { button, textArea } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { thumbIcon } from '../../parts/icons.ts';
import { LightElement } from '../../parts/lightElement.ts';

/** What a person thinks of a reply. A thumb counts at once; texts are saved by their button. */
export class PersonForm extends LightElement {
  static readonly tag = 'assay-person';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    detail: { attribute: false },
    run: {},
    correction: { state: true },
    comment: { state: true },
  };

  declare panel: Panel;
  declare detail: CaseDetail;
  declare run: string;
  declare correction: string;
  declare comment: string;
  private of = '';

  override willUpdate(): void {
    const { run, candidate, caseId, label } = this.detail;
    const of = JSON.stringify([run, candidate, caseId]);
    // What is being written stays, whatever is read again meanwhile.
    if (of === this.of) return;
    this.of = of;
    this.correction = label?.correction ?? '';
    this.comment = label?.comment ?? '';
  }

  protected override render(): TemplateResult {
    const { correction, comment } = this;
    const isChanged =
      correction !== (this.detail.label?.correction ?? '') ||
      comment !== (this.detail.label?.comment ?? '');
    return html`<section class="person" aria-label="Your judgement">
      <div class="row">
        <h3 class="label">Your judgement</h3>
        ${this.thumb('up', 'Good reply')} ${this.thumb('down', 'Bad reply')}
      </div>
      <div class="person-texts">
        ${textArea({
          name: 'correction',
          label: 'Corrected answer',
          value: correction,
          input: (text) => {
            this.correction = text;
          },
        })}
        ${textArea({
          name: 'comment',
          label: 'Comment',
          value: comment,
          input: (text) => {
            this.comment = text;
          },
        })}
      </div>
      <div class="row">
        ${button({ label: 'Save', isDisabled: !isChanged, press: () => void this.save({}) })}
        ${
          this.detail.label === undefined
            ? nothing
            : button({
                label: 'Take Back',
                title: 'Takes back what you said of this reply, texts included',
                press: () => void this.takeBack(),
              })
        }
        ${button({
          label: 'Use as Expected',
          isDisabled: correction.trim() === '',
          title: "Writes the corrected answer into the case's file",
          press: () => void this.expect(),
        })}
      </div>
    </section>`;
  }

  private thumb(direction: 'up' | 'down', label: string): TemplateResult {
    const isPressed = this.detail.label?.thumb === direction;
    return html`<button
      class="tool thumb"
      data-thumb=${direction}
      aria-label=${label}
      aria-pressed=${isPressed}
      title=${label}
      @click=${() => void this.save({ thumb: isPressed ? undefined : direction })}
    >
      ${thumbIcon(direction)}
    </button>`;
  }

  private ref(): { run: string; candidate: number; caseId: string } {
    const { candidate, caseId } = this.detail;
    return { run: this.run, candidate, caseId };
  }

  private save(change: Pick<PersonLabel, 'thumb'>): Promise<boolean> {
    const thumb = 'thumb' in change ? change.thumb : this.detail.label?.thumb;
    const label: PersonLabel = {
      thumb,
      ...(this.correction !== '' && { correction: this.correction }),
      ...(this.comment !== '' && { comment: this.comment }),
    };
    return this.set(label);
  }

  private async takeBack(): Promise<void> {
    if (!(await this.set({}))) return;
    this.correction = '';
    this.comment = '';
  }

  private set(label: PersonLabel): Promise<boolean> {
    const isEmpty = Object.values(label).every((part) => part === undefined);
    const said = isEmpty ? 'Your judgement is taken back.' : 'Your judgement is saved.';
    return this.panel.act('label/set', { ...this.ref(), label }, said);
  }

  private async expect(): Promise<void> {
    const request = { ...this.ref(), expected: this.correction };
    await this.panel.act('case/expect', request, 'The corrected answer is now what is expected.');
  }
}
