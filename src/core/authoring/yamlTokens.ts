/** A key at the start of what is left of a line. */
interface WrittenKey {
  readonly name: string;
  readonly style: 'plain' | 'double' | 'single';
  readonly end: number;
  readonly colon: number;
}

/** The key that starts here, if a colon follows it on its line. */
export function keyIn(text: string, start: number, end: number): WrittenKey | undefined {
  const first = text[start] ?? '';
  if (first === '"' || first === "'") {
    const stop = quoteEnd(text, start, end);
    if (stop === undefined) return undefined;
    const colon = skip(text, stop);
    if (text[colon] !== ':' || !endsKey(text, colon + 1)) return undefined;
    const name = unquoted(text.slice(start, stop));
    return { name, style: first === '"' ? 'double' : 'single', end: stop, colon };
  }
  if ('#[]{}|>&*!%@`,'.includes(first)) return undefined;
  for (let at = start; at < end; at += 1) {
    if (text[at] === '#' && isBlank(text[at - 1])) return undefined;
    if (text[at] === ':' && endsKey(text, at + 1)) {
      const name = text.slice(start, at).trimEnd();
      return { name, style: 'plain', end: start + name.length, colon: at };
    }
  }
  return undefined;
}

/** Where the text of a plain scalar ends in its line: before a comment and the space at the end. */
export function plainEnd(text: string, start: number, end: number): number {
  let stop = start;
  for (let at = start; at < end; at += 1) {
    if (text[at] === '#' && at > start && isBlank(text[at - 1])) break;
    if (!isBlank(text[at])) stop = at + 1;
  }
  return stop;
}

/** After the closing quotation mark; `undefined` where there is none before `limit`. */
export function quoteEnd(text: string, start: number, limit: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < limit; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote || at + 1 >= limit) return at + 1;
      at += 1;
    }
  }
  return undefined;
}

/** What a key in quotes is called. */
export function unquoted(written: string): string {
  const inner = written.slice(1, -1);
  if (written.startsWith("'")) return inner.replaceAll("''", "'");
  try {
    return String(JSON.parse(written));
  } catch {
    return inner;
  }
}

function endsKey(text: string, at: number): boolean {
  const found = text[at];
  return found === undefined || isBlank(found) || found === '\n' || found === '\r';
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function skip(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return at;
}
