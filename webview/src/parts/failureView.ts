import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '#base/rpc.ts';
import { button } from '../controls/controls.ts';
import { visible } from './text/visibleView.ts';

/** What went wrong, in its own words, and the way out. */
export function failureView({ message, next, code }: Failure, again?: () => void): TemplateResult {
  return html`<div class="notice error" role="alert" data-code=${code}>
    <p>${visible(message)}</p>
    ${next === undefined ? nothing : html`<p>${visible(next)}</p>`}
    ${again === undefined ? nothing : button({ label: 'Try Again', press: again })}
  </div>`;
}
