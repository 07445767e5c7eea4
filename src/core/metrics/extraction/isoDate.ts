/** `2026-03-04` for a date in figures, or with an English or German month; what follows it as a time is left out. `undefined` for all else. */
export function isoDate(text: string, order: 'day-first' | 'month-first'): string | undefined {
  if (text.length > 60) return undefined;
  const year = yearFirst.exec(text);
  if (year !== null) return written(year[1], year[2], year[3]);
  const figures = yearLast.exec(text);
  if (figures !== null) {
    const [, first, mark, second, last] = figures;
    return order === 'day-first' || mark === '.'
      ? written(last, second, first)
      : written(last, first, second);
  }
  const [, dayFirst, month, monthFirst, dayLast, last] = named.exec(text) ?? [];
  const place = monthOf(month ?? monthFirst);
  return place === undefined ? undefined : written(last, String(place), dayFirst ?? dayLast);
}

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const named =
  /^(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s(\p{L}{3,9})\.?|(\p{L}{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?),?\s(\d{4})$/u;

function written(year = '', month = '', day = ''): string | undefined {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  // 31 February would be 3 March.
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(iso) ? undefined : iso;
}

function monthOf(name: string | undefined): number | undefined {
  const start = name?.toLowerCase().slice(0, 3) ?? '';
  const place = months.findIndex((names) => names.includes(start));
  return place < 0 ? undefined : place + 1;
}

const months: readonly (readonly string[])[] = [
  ['jan'],
  ['feb'],
  ['mar', 'mär'],
  ['apr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug'],
  ['sep'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez'],
];
