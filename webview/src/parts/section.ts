import { html, nothing, type TemplateResult } from 'lit';
import type { Panel } from '../panel.ts';

export interface SectionOptions {
  readonly name: string;
  readonly title: string;
  /** Of the title; 2 where it is not said. */
  readonly level?: 3;
  /** Beside the title. */
  readonly aside?: unknown;
  readonly content: () => unknown;
}

/** A part that folds, and stays as one left it. */
export function section(
  panel: Panel,
  { name, title, level, aside, content }: SectionOptions,
): TemplateResult {
  const { open } = panel.state;
  const isOpen = open.includes(name);
  const toggle = (): void =>
    panel.change({ open: isOpen ? open.filter((one) => one !== name) : [...open, name] });
  const twistie = html`<button
    class="twistie"
    aria-expanded=${isOpen}
    aria-controls=${`section-${name}`}
    @click=${toggle}
  >
    <svg class="icon ${isOpen ? 'opened' : ''}" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M6 4l4 4-4 4" fill="none" stroke="currentColor" stroke-width="1.3" />
    </svg>
    ${title}
  </button>`;
  return html`<section class="section" data-section=${name}>
    <div class="section-head">
      ${level === 3 ? html`<h3>${twistie}</h3>` : html`<h2>${twistie}</h2>`}
      ${isOpen ? (aside ?? nothing) : nothing}
    </div>
    <div id=${`section-${name}`} class="section-body" ?hidden=${!isOpen}>
      ${isOpen ? content() : nothing}
    </div>
  </section>`;
}
