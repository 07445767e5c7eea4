/** Of a text that is shown at once: what a person can read, and a browser can lay out. */
const mostCharacters = 20_000;
const mostLines = 400;

/** The start of a text that is shown first, or after `portions` times "show more". Never cuts a character in two. */
export function shownStart(text: string, portions: number): string {
  let end = Math.min(text.length, mostCharacters * portions);
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines === mostLines * portions) end = at;
  }
  if (end === text.length) return text;
  const isCut =
    /[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end));
  return text.slice(0, isCut ? end - 1 : end);
}

/** How many UTF-16 units are asked for at once. */
export const portionLength: number = mostCharacters;
