import { TemplateFault } from '../limits.ts';

export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A text between tags, or a tag with what stands in it. */
export type Piece = { readonly kind: 'text'; readonly text: string } | Tag;

export interface Tag {
  readonly kind: 'output' | 'statement';
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
}

/** Cuts a text at `{{ }}`, `{% %}` and `{# #}`; `-` inside a tag eats white space on that side. Throws `TemplateFault`. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let eats = false;
  const takeText = (end: number, isEaten: boolean): void => {
    let piece = text.slice(at, end);
    if (eats) piece = piece.trimStart();
    if (isEaten) piece = piece.trimEnd();
    if (piece !== '') pieces.push({ kind: 'text', text: piece });
  };
  for (;;) {
    const start = nextTag(text, at);
    if (start < 0) break;
    const isEaten = text[start + 2] === '-';
    takeText(start, isEaten);
    const opening = text[start + 1] ?? '';
    const inside = start + (isEaten || text[start + 2] === '+' ? 3 : 2);
    if (opening === '#') {
      const close = text.indexOf('#}', inside);
      if (close < 0) throw new TemplateFault('The comment "{#" is not closed by "#}".', start);
      eats = text[close - 1] === '-' && close > inside;
      at = close + 2;
      continue;
    }
    const { tokens, end, isEating } = tokensOf(text, inside, opening === '{' ? '}}' : '%}', start);
    eats = isEating;
    at = end;
    if (opening === '%' && tokens[0]?.value === 'raw' && tokens.length === 2) {
      const close = rawEnd(text, at);
      if (close === undefined) throw new TemplateFault('"raw" is not closed by "endraw".', start);
      takeText(close.start, close.isEaten);
      eats = close.isEating;
      at = close.end;
      continue;
    }
    pieces.push({ kind: opening === '{' ? 'output' : 'statement', tokens, start, end });
  }
  takeText(text.length, false);
  return pieces;
}

function nextTag(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    const next = text[at + 1];
    if (next === '{' || next === '%' || next === '#') return at;
  }
  return -1;
}

function rawEnd(
  text: string,
  from: number,
):
  | {
      readonly start: number;
      readonly end: number;
      readonly isEaten: boolean;
      readonly isEating: boolean;
    }
  | undefined {
  const pattern = /\{%([-+]?)[ \t\n\r]{0,100}endraw[ \t\n\r]{0,100}([-+]?)%\}/g;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  return {
    start: found.index,
    end: pattern.lastIndex,
    isEaten: found[1] === '-',
    isEating: found[2] === '-',
  };
}

const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const numeral = /\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const space = /\s+/y;
const signs = [
  '===',
  '!==',
  '**',
  '//',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  ...Array.from('+-*/%~<>=.,:|()[]{}!'),
];

/** Up to the tag's end, which a text in quotation marks or a pair of brackets may contain. */
function tokensOf(
  text: string,
  from: number,
  close: '}}' | '%}',
  tag: number,
): { readonly tokens: readonly Token[]; readonly end: number; readonly isEating: boolean } {
  const tokens: Token[] = [];
  let depth = 0;
  let at = from;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    at += match(space)?.length ?? 0;
    const isEating = text[at] === '-' || text[at] === '+';
    if (depth === 0 && text.startsWith(close, isEating ? at + 1 : at)) {
      const end = at + (isEating ? 3 : 2);
      tokens.push({ kind: 'end', value: close, start: at, end });
      return { tokens, end, isEating: text[at] === '-' };
    }
    const token = tokenAt(text, at, match(word), match(numeral));
    if (token === undefined) break;
    if (token.kind === 'sign') depth += depthOf(token.value);
    tokens.push(token);
    at = token.end;
  }
  if (at < text.length)
    throw new TemplateFault(`"${text.slice(at, at + 1)}" cannot stand in a tag.`, at);
  throw new TemplateFault(`"${text.slice(tag, tag + 2)}" is not closed by "${close}".`, tag);
}

function depthOf(sign: string): number {
  if (sign === '(' || sign === '[' || sign === '{') return 1;
  return sign === ')' || sign === ']' || sign === '}' ? -1 : 0;
}

function tokenAt(
  text: string,
  start: number,
  name: string | undefined,
  number: string | undefined,
): Token | undefined {
  if (name !== undefined) return { kind: 'name', value: name, start, end: start + name.length };
  if (number !== undefined) {
    return {
      kind: 'number',
      value: number.replaceAll('_', ''),
      start,
      end: start + number.length,
    };
  }
  const quote = text[start];
  if (quote === '"' || quote === "'") return quotedAt(text, start, quote);
  const sign = signs.find((one) => text.startsWith(one, start));
  return sign === undefined
    ? undefined
    : { kind: 'sign', value: sign, start, end: start + sign.length };
}

function quotedAt(text: string, start: number, quote: string): Token {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === quote) return { kind: 'text', value, start, end: at + 1 };
    if (sign === '\\') {
      at += 1;
      const escaped = text[at] ?? '';
      value += escapes.get(escaped) ?? escaped;
    } else value += sign;
  }
  throw new TemplateFault('A text in quotation marks is not closed.', start);
}

const escapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
]);
