import { createHash } from 'node:crypto';
import { html, Html } from './markup.ts';
import { style } from './style.ts';

/** Nothing may be loaded, nothing may run: only our own style sheet, which is known by its hash, has an effect. */
const policy: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Everything up to the report's own heading. */
export function pageStart(title: string): string {
  const head = html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="generator" content="Assay" />
    <title>${new Html(plainTitle(title))}</title>
    ${new Html(`<style>${style}</style>`)}
  </head>`;
  return `<!doctype html>\n<html lang="en">\n${head.text}\n<body>\n`;
}

/** The rest after the last part. `maker`: what made the page. */
export function pageEnd(maker: string, lines: readonly string[] = []): string {
  const footer = html`<footer>
    ${lines.map((line) => html`<p>${line}</p>`)}
    <p>Made by ${maker}. This page is one file, runs no script and asks for nothing.</p>
  </footer>`;
  return `${footer.text}\n</body>\n</html>\n`;
}

/** A title is text alone: no element may name what one would not see. */
function plainTitle(title: string): string {
  return html`${title}`.text.replace(/<[^>]*>/g, '');
}

/** A table that scrolls by itself where the window is narrow. `label`: what it is a table of. */
export function scrolled(label: Html, table: Html): Html {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${label}">${table}</div>`;
}
