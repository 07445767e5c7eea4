import { html, type TemplateResult } from 'lit';
import { visiblePieces } from '#base/visibleText.ts';

/** Text that nobody vouches for: shown as characters, with a mark where one would see nothing. */
export function visible(text: string): string | readonly (TemplateResult | string)[] {
  const pieces = visiblePieces(text);
  const [only] = pieces;
  if (pieces.length <= 1 && only?.kind !== 'hidden') return only?.text ?? '';
  return pieces.map((piece) =>
    piece.kind === 'text'
      ? piece.text
      : html`<span class="hidden-character" title=${piece.title}>${piece.label}</span>`,
  );
}
