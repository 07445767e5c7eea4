/** A piece of text that can be shown as it is, or characters that one would not see, by their names. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hidden'; readonly label: string; readonly title: string };

/**
 * Cuts a text into what may be shown as it is and what must be named instead: controls, characters that reorder or hide
 * others, lone surrogates, and piles of combining marks. Tabs and line breaks stay; nothing is lost but the look.
 */
export function visiblePieces(text: string): readonly Piece[] {
  if (text.search(suspicious) === -1) return text === '' ? [] : [{ kind: 'text', text }];
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(runs)) {
    if (found.index > at) pieces.push({ kind: 'text', text: text.slice(at, found.index) });
    const [characters] = found;
    pieces.push(hiddenPiece(characters));
    at = found.index + characters.length;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}

/** The same as one string: for names, titles and what is read aloud. */
export function visibleString(text: string): string {
  return visiblePieces(text)
    .map((piece) => (piece.kind === 'text' ? piece.text : `[${piece.label}]`))
    .join('');
}

/* oxlint-disable no-control-regex, no-misleading-character-class -- what cannot be seen is what these patterns are about */

const hidden =
  '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}';
const alone = '[\\ud800-\\udfff]';
/** Four marks on a letter are language; more are a pile. */
const pile = '(?<=\\p{M}{4})\\p{M}+';

/** Between two pictures a joiner makes one of them. */
const joiner =
  '(?<!\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?)\\u200d|\\u200d(?!\\p{Extended_Pictographic})';

const suspicious = new RegExp(`[${hidden}]|${joiner}|\\r(?!\\n)|${alone}|\\p{M}{5}`, 'u');
const runs = new RegExp(`(?:[${hidden}]|${joiner})+|(?:\\r(?!\\n))+|${alone}+|${pile}`, 'gu');

/* oxlint-enable no-control-regex, no-misleading-character-class */

const names: Readonly<Record<string, string>> = {
  '00': 'null',
  '07': 'bell',
  '08': 'backspace',
  '0D': 'carriage return',
  '1B': 'escape',
  '7F': 'delete',
  AD: 'soft hyphen',
  '200B': 'zero-width space',
  '200C': 'zero-width non-joiner',
  '200D': 'zero-width joiner',
  '200E': 'left-to-right mark',
  '200F': 'right-to-left mark',
  '2028': 'line separator',
  '2029': 'paragraph separator',
  '202A': 'left-to-right embedding',
  '202B': 'right-to-left embedding',
  '202C': 'end of direction',
  '202D': 'left-to-right override',
  '202E': 'right-to-left override',
  '2066': 'left-to-right isolate',
  '2067': 'right-to-left isolate',
  '2068': 'first strong isolate',
  '2069': 'end of isolate',
  FEFF: 'byte order mark',
};

function hiddenPiece(characters: string): Piece {
  const [first = ''] = characters;
  if (/^\p{M}/u.test(first) && !new RegExp(`^[${hidden}]`, 'u').test(first)) {
    const marks = Array.from(characters).length;
    return { kind: 'hidden', label: `+${marks} marks`, title: `${marks} more combining marks` };
  }
  const codes: string[] = [];
  let count = 0;
  for (const one of characters) {
    count += 1;
    if (codes.length < 3) codes.push(codeOf(one));
  }
  const rest = count > codes.length ? ` +${count - codes.length}` : '';
  return {
    kind: 'hidden',
    label: codes.map((code) => `U+${code.padStart(4, '0')}`).join(' ') + rest,
    title: `Not visible: ${codes.map((code) => names[code] ?? `U+${code.padStart(4, '0')}`).join(', ')}${rest}`,
  };
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');
}
