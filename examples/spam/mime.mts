/**
 * As much of the mail format as the corpus needs: headers, multipart bodies, quoted-printable,
 * base64, encoded words, HTML to text. Broken mails are normal here (spam is broken on purpose), so
 * nothing throws: what cannot be decoded stays as it is.
 */

export interface Mail {
  readonly headers: ReadonlyMap<string, string>;
  /** The bytes of the body, one character a byte, so that the character set can still be applied. */
  readonly body: string;
}

/** Nested deeper than this, a mail is not worth the trouble. */
const deepestPart = 5;

/** Splits a mail into headers and body. The first line of an mbox file (`From …`) is no header. */
export function parseMail(bytes: Uint8Array): Mail {
  return splitMail(Buffer.from(bytes).toString('latin1').replace(/\r\n?/gu, '\n'));
}

/** The decoded subject, or an empty string. */
export function subjectText(mail: Mail): string {
  const raw = mail.headers.get('subject') ?? '';
  const joined = raw.replace(/(\?=)\s+(=\?)/gu, '$1$2');
  const words = /=\?([\w-]+)\?([bq])\?([^?]*)\?=/giu;
  if (!words.test(joined)) return decodeBytes(joined, undefined);
  return joined.replace(words, (_, charset: string, encoding: string, text: string) =>
    decodeBytes(
      encoding.toLowerCase() === 'b'
        ? fromBase64(text)
        : fromQuotedPrintable(text.replaceAll('_', ' ')),
      charset,
    ),
  );
}

/** The text a reader sees: the first plain part, else the HTML without its mark-up. */
export function bodyText(mail: Mail): string {
  const parts = leaves(mail, 0);
  const plain = parts.find(
    (part) => typeOf(part) === 'text/plain' && decodedBody(part).trim() !== '',
  );
  if (plain !== undefined) return decodedBody(plain);
  const html = parts.find((part) => typeOf(part) === 'text/html');
  return html === undefined ? '' : htmlToText(decodedBody(html));
}

function splitMail(text: string): Mail {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/gu, ' ').split('\n')) {
    const field = /^([!-9;-~]+):[ \t]*(.*)$/u.exec(line);
    const name = field?.[1]?.toLowerCase();
    if (name !== undefined && !headers.has(name)) headers.set(name, field?.[2] ?? '');
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
}

function leaves(mail: Mail, depth: number): readonly Mail[] {
  const boundary = parameter(mail, 'boundary');
  if (!typeOf(mail).startsWith('multipart/') || boundary === undefined || depth > deepestPart)
    return [mail];
  const parts = `\n${mail.body}`.split(`\n--${boundary}`).slice(1);
  const closed = parts.findIndex((part) => part.startsWith('--'));
  return parts
    .slice(0, closed < 0 ? undefined : closed)
    .flatMap((part) => leaves(splitPart(part), depth + 1));
}

/** A part may have no header at all: then its text begins with an empty line. */
function splitPart(part: string): Mail {
  const text = part.slice(part.indexOf('\n') + 1);
  return text.startsWith('\n') ? { headers: new Map(), body: text.slice(1) } : splitMail(text);
}

/** A body that is HTML but says it is plain is common in spam: believe the body. */
function typeOf(mail: Mail): string {
  const stated = mail.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (stated !== undefined && stated !== '' && stated !== 'text/plain') return stated;
  return /^\s*<(?:!doctype html|html|head|body|table|div|font|center|p)\b/iu.test(mail.body)
    ? 'text/html'
    : 'text/plain';
}

function parameter(mail: Mail, name: string): string | undefined {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'iu').exec(
    mail.headers.get('content-type') ?? '',
  );
  return found?.[1] ?? found?.[2];
}

function decodedBody(part: Mail): string {
  const encoding = part.headers.get('content-transfer-encoding')?.trim().toLowerCase();
  const bytes =
    encoding === 'base64'
      ? fromBase64(part.body)
      : encoding === 'quoted-printable'
        ? fromQuotedPrintable(part.body)
        : part.body;
  return decodeBytes(bytes, parameter(part, 'charset'));
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

function fromQuotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\n/gu, '')
    .replace(/=([\dA-F]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Mail that names no character set, or one nobody knows, was nearly always written on Windows. */
function decodeBytes(bytes: string, charset: string | undefined): string {
  const isAscii = charset === undefined || /^(?:us-)?ascii$/iu.test(charset);
  const buffer = Buffer.from(bytes, 'latin1');
  try {
    return new TextDecoder(isAscii ? 'windows-1252' : charset).decode(buffer);
  } catch {
    return new TextDecoder('windows-1252').decode(buffer);
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  middot: '·',
  bull: '•',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
};

function htmlToText(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/gu, '')
    .replace(/<(script|style|title|head)\b[\s\S]*?<\/\1\s*>/giu, ' ')
    .replace(/<\/?(?:p|br|div|tr|td|th|li|h\d|table|center|hr|ul|ol|img)\b[^>]*>/giu, ' ')
    .replace(/<[^>]*>/gu, '')
    .replace(/&#(\d{1,7});/gu, (whole, code: string) => codePoint(Number(code), whole))
    .replace(/&([a-z]+);/giu, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}

function codePoint(code: number, whole: string): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
