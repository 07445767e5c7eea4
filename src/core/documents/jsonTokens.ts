export interface JsonToken {
  readonly kind: '{' | '}' | '[' | ']' | ':' | ',' | 'scalar' | 'comment' | 'end' | 'unknown';
  readonly start: number;
  readonly end: number;
  /** Of a `scalar`. */
  readonly value?: string | number | boolean | null;
  /** A number that JSON allows and JavaScript cannot hold. */
  readonly fault?: 'json-big-number' | 'json-number';
  /** For `unknown`: what the writer probably has to do. */
  readonly hint?: string;
}

/** The token at or after `from`; the empty `end` at the end of the text. What is no token of JSON is `unknown` with a hint. */
export function readJsonToken(text: string, from: number): JsonToken {
  let start = from;
  while (isSpace(text.charCodeAt(start))) start += 1;
  const first = text[start];
  switch (first) {
    case undefined:
      return { kind: 'end', start: text.length, end: text.length };
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return { kind: first, start, end: start + 1 };
    case '"':
      return stringAt(text, start);
    case '/':
    case '#':
      return commentAt(text, start);
    default:
      return numberAt(text, start) ?? wordAt(text, start);
  }
}

/** NaN, at the end of the text, is no space. */
function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function stringAt(text: string, start: number): JsonToken {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 34) break;
    if (Number.isNaN(code) || code < 32) {
      const isLineEnd = Number.isNaN(code) || code === 10 || code === 13;
      const hint = isLineEnd
        ? 'Close the string with a double quote; write line ends in it as "\\n".'
        : `Write the control character behind it as "\\u${code.toString(16).padStart(4, '0')}", or remove it.`;
      return { kind: 'unknown', start, end: at, hint };
    }
    at += code === 92 ? 2 : 1;
  }
  const end = at + 1;
  try {
    return { kind: 'scalar', start, end, value: String(JSON.parse(text.slice(start, end))) };
  } catch {
    const hint = 'Double each backslash that starts no escape.';
    return { kind: 'unknown', start, end, hint };
  }
}

function commentAt(text: string, start: number): JsonToken {
  const two = text.slice(start, start + 2);
  if (two === '/*') {
    const close = text.indexOf('*/', start + 2);
    return { kind: 'comment', start, end: close === -1 ? text.length : close + 2 };
  }
  if (two !== '//' && !two.startsWith('#')) return { kind: 'unknown', start, end: start + 1 };
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { kind: 'comment', start, end };
}

function numberAt(text: string, start: number): JsonToken | undefined {
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+])/y;
  pattern.lastIndex = start;
  const raw = pattern.exec(text)?.[0];
  if (raw === undefined) return undefined;
  const value = Number(raw);
  const token = { kind: 'scalar', start, end: start + raw.length } as const;
  if (!Number.isFinite(value)) return { ...token, value: raw, fault: 'json-number' };
  const isExact = Number.isSafeInteger(value) || !/^-?\d+$/.test(raw);
  return isExact ? { ...token, value } : { ...token, value, fault: 'json-big-number' };
}

function wordAt(text: string, start: number): JsonToken {
  let end = start + 1;
  while (end < text.length && !/[\s,:{}[\]"]/.test(text[end] ?? '')) end += 1;
  const word = text.slice(start, end);
  const value = constants.get(word);
  if (value !== undefined) return { kind: 'scalar', start, end, value };
  return { kind: 'unknown', start, end, hint: hintFor(word) };
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function hintFor(word: string): string {
  if (word.startsWith("'")) return 'Use double quotes.';
  if (/^[-+]?(NaN|Infinity)$/.test(word))
    return 'JSON has no such number; write null or leave it out.';
  if (/^[-+.]?\d/.test(word))
    return 'Write the number in JSON form, such as 0.5, or put it in quotes.';
  if (/^(None|undefined)$/.test(word)) return 'Write null.';
  if (/^(True|False)$/.test(word)) return `Write ${word.toLowerCase()}.`;
  return 'Put it in double quotes.';
}
