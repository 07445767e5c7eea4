/**
 * The only module that knows the webview toolkit: everything else asks for a control by what it does. Another family of
 * controls, or plain HTML, is a change of this file and of `controls.css`.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

/** Makes the controls known to the document. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly label: string;
  readonly press: () => void;
  /** A button that stands out; one in a view at most. */
  readonly isPrimary?: boolean;
  readonly isDisabled?: boolean;
  /** More than the label says, for those who hover. */
  readonly title?: string;
}

export function button({
  label,
  press,
  isPrimary,
  isDisabled,
  title,
}: ButtonOptions): TemplateResult {
  return html`<vscode-button
    appearance=${isPrimary === true ? 'primary' : 'secondary'}
    title=${title ?? nothing}
    ?disabled=${isDisabled === true}
    @click=${press}
    >${label}</vscode-button
  >`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface DropdownOptions {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly choose: (value: string) => void;
}

export function dropdown({ label, choices, value, choose }: DropdownOptions): TemplateResult {
  return html`<vscode-dropdown
    aria-label=${label}
    title=${label}
    .value=${value}
    @change=${(event: Event) => {
      const chosen = textOf(event);
      if (chosen !== value) choose(chosen);
    }}
    >${repeat(
      choices,
      (choice) => choice.value,
      (choice) =>
        html`<vscode-option value=${choice.value} ?selected=${choice.value === value}
          >${choice.label}</vscode-option
        >`,
    )}</vscode-dropdown
  >`;
}

export interface CheckboxOptions {
  readonly label: string;
  readonly isChecked: boolean;
  readonly change: (isChecked: boolean) => void;
}

export function checkbox({ label, isChecked, change }: CheckboxOptions): TemplateResult {
  return html`<vscode-checkbox
    .checked=${isChecked}
    @change=${(event: Event) => {
      const { target } = event;
      const now = target instanceof HTMLElement && Reflect.get(target, 'checked') === true;
      if (now !== isChecked) change(now);
    }}
    >${label}</vscode-checkbox
  >`;
}

export interface TextOptions {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** With every key. */
  readonly input: (value: string) => void;
  readonly name: string;
}

export function textField({ label, value, placeholder, input, name }: TextOptions): TemplateResult {
  return html`<vscode-text-field
    data-name=${name}
    aria-label=${label}
    title=${label}
    placeholder=${placeholder ?? nothing}
    .value=${value}
    @input=${(event: Event) => input(textOf(event))}
  ></vscode-text-field>`;
}

export function textArea({ label, value, placeholder, input, name }: TextOptions): TemplateResult {
  return html`<vscode-text-area
    data-name=${name}
    rows="3"
    resize="vertical"
    placeholder=${placeholder ?? nothing}
    .value=${value}
    @input=${(event: Event) => input(textOf(event))}
    >${label}</vscode-text-area
  >`;
}

/** Something is on its way. */
export function waiting(label: string): TemplateResult {
  return html`<div class="waiting">
    <vscode-progress-ring aria-label=${label}></vscode-progress-ring><span>${label}</span>
  </div>`;
}

function textOf({ target }: Event): string {
  const value: unknown = target instanceof HTMLElement ? Reflect.get(target, 'value') : undefined;
  return typeof value === 'string' ? value : '';
}
