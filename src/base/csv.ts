/** One record of RFC 4180, with its line end. What a spreadsheet would take for a formula starts with an apostrophe, so that it is text. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d[\d.,]*(?:e[+-]?\d+)?\s?%?$/i;

function csvCell(text: string): string {
  const isFormula = formula.test(text.trimStart()) || formula.test(text);
  const safe = isFormula && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
