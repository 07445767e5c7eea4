/**
 * The letter that a reply to a multiple-choice question chooses; `undefined` where it cannot be told. In this order: a
 * line that is only a letter (`B`, `(B)`, `**B**`), `\boxed{B}`, the last "answer is B", a reply that begins `B) …`, and
 * the only letter that stands alone in the text. Letters are upper case, but for a reply that is nothing else.
 */
export function choiceLetter(reply: string, letters: string): string | undefined {
  const text = reply.replace(markup, '').trim();
  const isChoice = (letter: string | undefined): letter is string =>
    letter !== undefined && letter.length === 1 && letters.includes(letter);
  const whole = alone.exec(text)?.[1]?.toUpperCase();
  if (isChoice(whole)) return whole;
  const boxes = lastOf(text, boxed, isChoice);
  if (boxes !== undefined) return boxes;
  const said = lastOf(text, answer, isChoice);
  if (said !== undefined) return said;
  const first = opening.exec(text)?.[1];
  if (isChoice(first)) return first;
  const found = new Set<string>();
  for (const [, letter] of text.matchAll(standing)) if (isChoice(letter)) found.add(letter);
  const [sole] = found;
  return found.size === 1 ? sole : undefined;
}

function lastOf(
  text: string,
  pattern: RegExp,
  isChoice: (letter: string | undefined) => boolean,
): string | undefined {
  let last: string | undefined;
  for (const [, letter] of text.matchAll(pattern)) if (isChoice(letter)) last = letter;
  return last;
}

const markup = /[*_`$]+/g;
const alone = /^[("'[]{0,2}([A-Za-z])[)"'\].:]{0,2}$/;
const boxed = /\\boxed\{(?:\\text\{)?([A-Z])\}/g;
const answer =
  /(?:answers?|choice|option|antwort|lösung|réponse|respuesta|risposta)\s{0,3}(?:is|are|ist|lautet|est|es|è)?\s{0,3}:?\s{0,3}(?:option\s|choice\s)?\(?([A-Z])(?![\p{L}\p{N}'’])/giu;
const opening = /^\(?([A-Z])\)?[).:]\s/;
/** "A" before a word is an article, and "I" a person, unless the word joins or judges options. */
const standing =
  /(?<![\p{L}\p{N}'’])(?!(?:A|I)\s+(?!(?:and|or|is|are|und|oder|ist|et|ou|est|y|o|es)\s)\p{Ll})([A-Z])(?![\p{L}\p{N}'’])/gu;
