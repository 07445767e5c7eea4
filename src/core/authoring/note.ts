import { showHidden } from '../documents/problems.ts';

/** What an editor shows beside a word: a line each. Only `own` is Markdown, and only Assay's own words are `own`. */
export interface NoteLine {
  readonly kind: 'title' | 'text' | 'own';
  readonly text: string;
}

export type Note = readonly NoteLine[];

export function titleLine(text: string): NoteLine {
  return { kind: 'title', text: shortened(text) };
}

export function textLine(words: string): NoteLine {
  return { kind: 'text', text: shortened(words) };
}

export function ownLine(markdown: string): NoteLine {
  return { kind: 'own', text: markdown };
}

/** As Markdown, in which files can put nothing but words: no link, no command, no HTML, no address that becomes a link. */
export function noteMarkdown(note: Note): string {
  return note.map(lineMarkdown).join('\n\n');
}

function lineMarkdown({ kind, text }: NoteLine): string {
  if (kind === 'own') return text;
  const plain = text.trim().replace(/[!-/:-@[-`{-~]/g, '\\$&');
  return kind === 'title' ? `**${plain}**` : plain;
}

const longestLine = 300;

/** File content as it may be shown: nothing invisible in it, and not too much of it. */
export function shortened(content: string, most: number = longestLine): string {
  return showHidden(content.length > most ? `${content.slice(0, most - 1)}…` : content);
}
