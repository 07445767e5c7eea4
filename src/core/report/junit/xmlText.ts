import { visibleString } from '#base/visibleText.ts';

/**
 * A text that XML 1.0 can hold and that ends no section of it: what one would not see has a name in brackets. At most `most`
 * UTF-16 units of it.
 */
export function xmlText(text: string, most: number): string {
  const start = text.length > most ? `${text.slice(0, most)}…` : text;
  return visibleString(start.replaceAll('\r\n', '\n'))
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll(']]>', ']] >');
}
