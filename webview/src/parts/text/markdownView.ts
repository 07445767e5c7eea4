import { html, nothing, type TemplateResult } from 'lit';
import { readMarkdown, type Block, type Inline } from './markdown.ts';
import { visibleString } from '#base/visibleText.ts';
import { visible } from './visibleView.ts';

/** Markdown as elements of ours: nothing of the text becomes markup. A link is a button that asks the host. */
export function markdownView(text: string, openLink: (url: string) => void): TemplateResult {
  return html`${readMarkdown(text).map((block) => blockView(block, openLink))}`;
}

type OpenLink = (url: string) => void;

function blockView(block: Block, open: OpenLink): TemplateResult {
  switch (block.kind) {
    case 'heading':
      // A reply's headings are no headings of the page.
      return html`<p class="heading level-${block.level}">${inlineView(block.inline, open)}</p>`;
    case 'paragraph':
      return html`<p>${inlineView(block.inline, open)}</p>`;
    case 'code':
      return html`<pre tabindex="0"><code>${visible(block.text)}</code></pre>`;
    case 'quote':
      return html`<blockquote>${block.blocks.map((one) => blockView(one, open))}</blockquote>`;
    case 'list': {
      const items = block.items.map(
        (item) => html`<li>${item.map((one) => blockView(one, open))}</li>`,
      );
      return block.isOrdered
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    case 'rule':
      break;
  }
  return html`<hr />`;
}

function inlineView(inline: readonly Inline[], open: OpenLink): readonly unknown[] {
  return inline.map((one) => {
    switch (one.kind) {
      case 'text':
        return visible(one.text);
      case 'code':
        return html`<code>${visible(one.text)}</code>`;
      case 'strong':
        return html`<strong>${inlineView(one.inline, open)}</strong>`;
      case 'emphasis':
        return html`<em>${inlineView(one.inline, open)}</em>`;
      case 'link':
        break;
    }
    return linkView(one.text, one.url, open);
  });
}

/** Only addresses of the web can be opened; the host still asks. */
function linkView(text: string, url: string, open: OpenLink): TemplateResult {
  const isWeb = /^https?:\/\/[^\s]+$/i.test(url);
  return html`${visible(text)}
  ${
    isWeb
      ? html`<button class="link" title="Ask to open this address" @click=${() => open(url)}>
          ${visible(url)}
        </button>`
      : html`<span class="quiet">(${visibleString(url)})</span>`
  }${nothing}`;
}
