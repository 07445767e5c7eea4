/** At most so many UTF-16 units of a text, in memory of its own: a slice would keep all of a long reply alive. */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return Buffer.from(text.slice(0, most)).toString();
}

/** The same as one line, for a cell of a table. */
export function lineOf(text: string, most: number): string {
  return startOf(
    text
      .slice(0, 2 * most)
      // Most spaces are fine as they are.
      .replace(/\s{2,}|[^\S ]/g, ' ')
      .trim(),
    most,
  );
}

/** What is shown of a case in a table, in UTF-16 units. */
export const shownInput = 200;
