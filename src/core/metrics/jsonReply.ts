import { faultText } from './faultText.ts';

export type JsonReply = { readonly value: unknown } | { readonly why: string };

/** The reply as JSON, strictly: nothing before or after it but white space, or with `allowFences` one code fence. */
export function readJsonReply(reply: string, allowFences: boolean): JsonReply {
  try {
    return { value: JSON.parse(allowFences ? withoutFence(reply) : reply) };
  } catch (error) {
    return { why: `not JSON: ${faultText(error, 120)}` };
  }
}

/** Characters that are looked at, all attempts together: a reply full of braces costs no more than this. */
const mostWork = 4_000_000;

/** The objects and lists that stand in a text, the outermost ones, in order. */
export function jsonValuesIn(text: string): readonly unknown[] {
  const found: unknown[] = [];
  let work = 0;
  for (let at = 0; at < text.length && work < mostWork; at += 1) {
    if (text[at] !== '{' && text[at] !== '[') continue;
    const end = endOfJson(text, at);
    work += (end ?? text.length) - at;
    const value = end === undefined ? undefined : parsed(text.slice(at, end));
    if (value === undefined || end === undefined) continue;
    found.push(value);
    at = end - 1;
  }
  return found;
}

/** Behind the bracket that closes the one at `from`; those inside strings do not count. */
function endOfJson(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** JSON has no `undefined`. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutFence(reply: string): string {
  const text = reply.trim();
  if (!text.startsWith(fence) || !text.endsWith(fence)) return reply;
  const firstLineEnd = text.indexOf('\n');
  return firstLineEnd < 0 ? reply : text.slice(firstLineEnd + 1, -fence.length);
}

const fence = '```';
