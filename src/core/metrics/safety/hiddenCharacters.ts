/**
 * Characters that nobody sees and that may carry text or turn it around: zero-width ones, bidirectional controls, tags.
 * Not counted are those that belong to what is written: joiners between emoji and in scripts that need them, the signs of
 * a flag, and a variation selector behind a character.
 */
export function hiddenCharacters(text: string): number {
  const rest = text.replace(emoji, 'x').replace(joined, 'x').replace(varied, 'x');
  return rest.match(hidden)?.length ?? 0;
}

/* oxlint-disable no-misleading-character-class -- what cannot be seen is what these patterns are about */

/** A flag of tags (England), or emoji with joiners, skin tones and variation selectors. */
const emoji =
  /\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{1,8}\u{E007F}|\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0E\uFE0F]{0,2}(?:\u200D[\p{Extended_Pictographic}\u2640\u2642][\p{Emoji_Modifier}\uFE0E\uFE0F]{0,2}){0,8}/gu;
/** Indic and Arabic scripts, Mongolian, Khmer: joiners shape their letters. */
const joined =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}\p{M}][\u200C\u200D]/gu;
const varied = /[\p{L}\p{N}\p{P}\p{S}][\uFE00-\uFE0F]/gu;
const hidden =
  /[\u200B-\u200D\u2060-\u2064\u206A-\u206F\u202A-\u202E\u2066-\u2069\uFEFF\u180E\u3164\uFE00-\uFE0F\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}]/gu;

/* oxlint-enable no-misleading-character-class */
