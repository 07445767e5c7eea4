import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { count } from '#base/numbers.ts';
import type { ShownText } from '#protocol/panel.ts';
import { button } from '../../controls/controls.ts';
import type { Panel } from '../../panel.ts';
import { LightElement } from '../lightElement.ts';
import { portionLength, shownStart } from './textParts.ts';
import { visible } from './visibleView.ts';

/** A text of any length, a portion at a time, as characters or, where one asks for it, as rendered Markdown. */
export class TextView extends LightElement {
  static readonly tag = 'assay-text';
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    text: { attribute: false },
    canRender: { type: Boolean },
    portions: { state: true },
    isRendered: { state: true },
  };

  declare panel: Panel;
  declare text: ShownText;
  declare canRender: boolean;
  declare portions: number;
  declare isRendered: boolean;
  private more = '';
  private rendered: ((text: string) => TemplateResult) | undefined;

  constructor() {
    super();
    this.portions = 1;
    this.isRendered = false;
    this.canRender = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get('text') as ShownText | undefined;
    if (
      before !== undefined &&
      (before.start !== this.text.start || before.ref !== this.text.ref)
    ) {
      this.portions = 1;
      this.more = '';
    }
  }

  protected override render(): TemplateResult {
    const { text, portions, isRendered } = this;
    const all = text.start + this.more;
    const shown = shownStart(all, portions);
    const rest = text.length - shown.length;
    return html`
      ${this.canRender ? this.renderChoice() : nothing}
      ${
        isRendered && this.rendered !== undefined
          ? html`<div class="rendered">${this.rendered(shown)}</div>`
          : exactText(shown)
      }
      ${
        rest > 0
          ? html`<div class="row">
              <span class="quiet"
                >${count(rest)} of ${count(text.length)} characters are not shown.</span
              >
              ${button({ label: 'Show More', press: () => void this.showMore(all.length) })}
            </div>`
          : nothing
      }
    `;
  }

  private renderChoice(): TemplateResult {
    const choose = (isRendered: boolean): void => void this.choose(isRendered);
    return html`<div class="segments" role="group" aria-label="How the reply is shown">
      <button aria-pressed=${!this.isRendered} @click=${() => choose(false)}>Text</button>
      <button aria-pressed=${this.isRendered} @click=${() => choose(true)}>Markdown</button>
    </div>`;
  }

  private async choose(isRendered: boolean): Promise<void> {
    if (isRendered && this.rendered === undefined) {
      const { markdownView } = await import('./markdownView.ts');
      this.rendered = (text) => markdownView(text, (url) => this.openLink(url));
    }
    this.isRendered = isRendered;
  }

  private openLink(url: string): void {
    void this.panel.act('link/open', { url }, '');
  }

  private async showMore(known: number): Promise<void> {
    const { ref, length } = this.text;
    if (ref !== undefined && known < length) {
      const got = await this.panel.host.ask('text/read', {
        ref,
        from: known,
        count: portionLength,
      });
      if (!got.ok) {
        this.panel.say(got.failure.message);
        return;
      }
      this.more += got.value.text;
    }
    this.portions += 1;
  }
}

/** Every blank counts: `pre` keeps formatters from adding some. */
function exactText(text: string): TemplateResult {
  const shown = text === '' ? html`<span class="quiet">empty</span>` : visible(text);
  return html`<pre class="text" tabindex="0" role="group" aria-label="Text">${shown}</pre>`;
}
