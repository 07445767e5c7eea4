/** What filters and methods make of texts. */

export function titled(text: string): string {
  return text.replaceAll(
    /[\p{L}\p{N}']+/gu,
    (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  );
}

/** For HTML, where a text asks for it by `escape`; nothing else is escaped. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}

/** Without tags of HTML, and with single spaces. */
export function unmarked(text: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    const close = open < 0 ? -1 : text.indexOf('>', open);
    if (close < 0) return (kept + text.slice(at)).split(/\s+/).join(' ').trim();
    kept += text.slice(at, open);
    at = close + 1;
  }
}

export function replacedAll(text: string, from: string, to: string, most: number): string {
  if (from === '') return text;
  const parts = text.split(from);
  const count = Math.min(parts.length - 1, Math.max(0, most));
  return parts
    .map((part, index) => (index === 0 ? part : (index <= count ? to : from) + part))
    .join('');
}

export function truncated(
  text: string,
  {
    length,
    cutsWords,
    end,
    leeway,
  }: {
    readonly length: number;
    readonly cutsWords: boolean;
    readonly end: string;
    readonly leeway: number;
  },
): string {
  if (!(text.length > length + leeway)) return text;
  const cut = text.slice(0, Math.max(0, length - end.length));
  if (cutsWords) return cut + end;
  const space = cut.lastIndexOf(' ');
  return (space < 0 ? cut : cut.slice(0, space)) + end;
}

export function indented(
  text: string,
  {
    by,
    isFirst,
    isBlank,
  }: { readonly by: string; readonly isFirst: boolean; readonly isBlank: boolean },
): string {
  return text
    .split('\n')
    .map((line, index) =>
      (index === 0 && !isFirst) || (index > 0 && line === '' && !isBlank) ? line : by + line,
    )
    .join('\n');
}
