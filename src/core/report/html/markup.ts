import { count } from '../numbers.ts';
import { visiblePieces, visibleString } from '#base/visibleText.ts';

/** Markup that is safe to write as it is: made by `html` alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[] | undefined;

/** A template of markup. Texts in it become characters, never markup, and what one would not see gets a name. Not for attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? '';
  for (const [place, value] of values.entries()) {
    text += markupOf(value) + (strings[place + 1] ?? '');
  }
  return new Html(text);
}

export const nothing: Html = new Html('');

/** A text inside the quotes of an attribute. */
export function attribute(text: string): Html {
  return new Html(escaped(visibleString(text)));
}

/** A name inside a sentence or a cell: its direction stays its own. */
export function named(text: string, most: number = 200): Html {
  const line = text
    .slice(0, most * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const shown = startOf(line, most);
  const isCut = shown.length < line.length || text.length > most * 4;
  return html`<bdi>${shown}${isCut ? '…' : ''}</bdi>`;
}

/** The longest text that is shown whole, in UTF-16 units. */
export const longestText = 8000;

/** A text with its line breaks; its start where it is long, and how much is missing. */
export function block(text: string, most: number = longestText): Html {
  const shown = startOf(text, most);
  const left = text.length - shown.length;
  const more =
    left === 0
      ? nothing
      : html`<p class="note">${count(left)} of ${count(text.length)} characters are not shown.</p>`;
  // A browser drops the first line break of such an element.
  return html`<pre dir="auto">${'\n'}${shown}</pre>
    ${more}`;
}

/** Never half of a character. */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const unit = text.charCodeAt(most - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? most - 1 : most);
}

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return characters(value);
  return value.map((one) => one.text).join('\n');
}

function characters(text: string): string {
  return visiblePieces(text)
    .map((piece) =>
      piece.kind === 'text'
        ? escaped(piece.text)
        : `<span class="hidden-character" title="${escaped(piece.title)}">${escaped(piece.label)}</span>`,
    )
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => entities[found] ?? '');
}
