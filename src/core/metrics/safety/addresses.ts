export interface Address {
  readonly url: string;
  /** Loaded as soon as the text is shown. */
  readonly isImage: boolean;
}

/** Where a text in Markdown or HTML points: links and images, inline, by reference and as tags. */
export function addressesIn(text: string): readonly Address[] {
  const found: Address[] = [];
  const hasReferences = /!\[[^\]\n]{0,500}\](?!\()/.test(text);
  for (const [, bang, url = ''] of text.matchAll(inline)) {
    found.push({ url: cleaned(url), isImage: bang === '!' });
  }
  for (const [, url = ''] of text.matchAll(definition)) {
    found.push({ url: cleaned(url), isImage: hasReferences });
  }
  for (const [, url = ''] of text.matchAll(bracketed)) {
    found.push({ url: cleaned(url), isImage: false });
  }
  for (const [, name = '', quoted, bare] of text.matchAll(attribute)) {
    found.push({ url: cleaned(quoted ?? bare ?? ''), isImage: /^(?:src|poster)/i.test(name) });
  }
  return found;
}

/** Whether opening the address runs something here: a script, or a page that the address itself holds. */
export function isActive(url: string): boolean {
  return (
    /^(?:javascript|vbscript):/i.test(url) ||
    /^data:(?!image\/(?:png|gif|jpe?g|webp)[;,])/i.test(url)
  );
}

/** The host, in lower case; `undefined` for a path or another kind of address. */
export function hostOf(url: string): string | undefined {
  const whole = /^(?:\\|\/){2}/.test(url) ? `https:${url}` : url;
  if (!/^(?:https?|ftp|wss?):/i.test(whole)) return undefined;
  try {
    return new URL(whole).hostname;
  } catch {
    return undefined;
  }
}

const inline = /(!?)\[[^\][\n]{0,500}\]\(\s{0,5}<?([^\s<>)]{1,4000})/g;
const definition = /^ {0,3}\[[^\]\n]{1,200}\]:\s{0,5}<?([^\s<>]{1,4000})/gm;
const bracketed = /<([a-z][a-z0-9+.-]{1,20}:[^\s<>]{1,4000})>/gi;
const attribute =
  /<[a-z][^<>]{0,500}?[\s/"'](src|href|action|formaction|poster|srcdoc|xlink:href)\s{0,5}=\s{0,5}(?:["']([^"'<>]{1,4000})|([^\s"'<>]{1,4000}))/gi;

/** As a browser reads it: entities are characters, and control characters and blanks are not there. */
function cleaned(url: string): string {
  return url
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (_, hex?: string, decimal?: string) =>
      characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/&colon;/gi, ':')
    .replace(/[\p{Cc}\s]/gu, '');
}

function characterOf(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
