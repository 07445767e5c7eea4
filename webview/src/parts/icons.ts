import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { RowOutcome } from '#protocol/panelRun.ts';

/** Each has a shape of its own, so that nothing hangs on a colour. */
const shapes: Readonly<Record<RowOutcome, SVGTemplateResult>> = {
  passed: svg`<path d="M3 8.5 6.5 12 13 4.5" fill="none" stroke="currentColor" stroke-width="2"/>`,
  failed: svg`<path d="M4 4 12 12 M12 4 4 12" fill="none" stroke="currentColor" stroke-width="2"/>`,
  error: svg`<path d="M8 2 14.5 13.5H1.5Z M8 6.5V10 M8 11.2V12.4" fill="none" stroke="currentColor" stroke-width="1.4"/>`,
  'not scored': svg`<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="3 2"/>`,
  running: svg`<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.4"/>`,
};

const names: Readonly<Record<RowOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'error',
  'not scored': 'unscored',
  running: 'running',
};

export function outcomeIcon(outcome: RowOutcome): TemplateResult {
  return html`<svg class="icon ${names[outcome]}" viewBox="0 0 16 16" aria-hidden="true">
    ${shapes[outcome]}
  </svg>`;
}

export function outcomeWord(outcome: RowOutcome): TemplateResult {
  return html`<span class="outcome">${outcomeIcon(outcome)}<span>${outcome}</span></span>`;
}

const arrows: Readonly<Record<'up' | 'down' | 'flat', SVGTemplateResult>> = {
  up: svg`<path d="M8 3 13 11H3Z" fill="currentColor"/>`,
  down: svg`<path d="M8 13 3 5H13Z" fill="currentColor"/>`,
  flat: svg`<path d="M3 6.5H13M3 9.5H13" fill="none" stroke="currentColor" stroke-width="1.4"/>`,
};

export function arrow(direction: 'up' | 'down' | 'flat', name: string): TemplateResult {
  return html`<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true">
    ${arrows[direction]}
  </svg>`;
}

export function thumbIcon(direction: 'up' | 'down'): TemplateResult {
  const turn = direction === 'down' ? 'turned' : '';
  return html`<svg class="icon ${turn}" viewBox="0 0 16 16" aria-hidden="true">
    <path
      d="M2 7.5h2.5v6H2zM4.5 8 7.5 2.5c1 0 1.6.8 1.4 1.8L8.4 6.5h4.1c.8 0 1.4.8 1.2 1.6l-1 4.2c-.1.7-.7 1.2-1.4 1.2H4.5"
      fill="none"
      stroke="currentColor"
      stroke-width="1.2"
      stroke-linejoin="round"
    />
  </svg>`;
}
