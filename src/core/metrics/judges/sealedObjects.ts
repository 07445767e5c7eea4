import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';

/** Characters that are looked at, all attempts together: a hostile text costs no more than this. */
const mostWork = 4_000_000;

/**
 * The JSON objects of a text whose `code` is this one, whatever stands around them. Searched from the code backwards,
 * so that no amount of braces before a verdict hides it. Never throws.
 */
export function sealedObjects(text: string, code: string): readonly JsonObject[] {
  const found: JsonObject[] = [];
  const quoted = JSON.stringify(code);
  let work = 0;
  let at = text.indexOf(quoted);
  while (at >= 0 && work < mostWork) {
    let behind = at + quoted.length;
    let from = text.lastIndexOf('{', at);
    while (from >= 0 && work < mostWork) {
      const end = endOfObject(text, from);
      work += (end ?? text.length) - from;
      const object = end === undefined || end <= at ? undefined : parsed(text.slice(from, end));
      if (object?.['code'] === code && end !== undefined) {
        found.push(object);
        behind = end;
        break;
      }
      from = from === 0 ? -1 : text.lastIndexOf('{', from - 1);
    }
    at = text.indexOf(quoted, behind);
  }
  return found;
}

/** Behind the brace that closes the one at `from`; braces inside strings do not count. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
