import type { Problem } from '#protocol/problem.ts';
import { codePointName, errorAt, warningAt } from './problems.ts';
import type { SourceText } from './source.ts';

/** Characters that a reader of the file cannot see: controls are errors, the rest warnings. Emoji sequences are left alone. */
export function findHidden(source: SourceText): Problem[] {
  const { text } = source;
  const problems: Problem[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x20 && code < 0x7f) continue;
    if (isControl(code)) {
      problems.push(controlAt(source, at, code));
    } else if (code === 0xdb40) {
      const end = tagsEnd(text, at);
      if (end === at) continue;
      // A flag of a part of a country is a black flag followed by tags.
      if (text.slice(at - 2, at) !== '\u{1F3F4}') problems.push(hiddenAt(source, at, end, 'tags'));
      at = end - 1;
    } else {
      const kind = hiddenKind(text, at, code);
      if (kind !== undefined) problems.push(hiddenAt(source, at, at + 1, kind));
    }
  }
  return problems;
}

/** C0 and C1 without tab, line ends and NEL. */
function isControl(code: number): boolean {
  if (code < 0x20) return code !== 9 && code !== 10 && code !== 13;
  return code >= 0x7f && code <= 0x9f && code !== 0x85;
}

type Hidden = 'bidi' | 'zero-width' | 'tags';

function hiddenKind(text: string, at: number, code: number): Hidden | undefined {
  if (code < 0x180e) return code === 0x061c ? 'bidi' : undefined;
  if (code === 0x200e || code === 0x200f) return 'bidi';
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return 'bidi';
  if (code === 0x180e || code === 0x200b || code === 0xfeff) return 'zero-width';
  if (code >= 0x2060 && code <= 0x2064) return 'zero-width';
  // Joiners belong to emoji and to several scripts; after ASCII they only hide something.
  const isJoiner = code === 0x200c || code === 0x200d;
  return isJoiner && (at === 0 || text.charCodeAt(at - 1) < 0x80) ? 'zero-width' : undefined;
}

/** The end of the run of tag characters, U+E0000 to U+E007F, that starts at `start`. */
function tagsEnd(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 0xdb40) {
    const low = text.charCodeAt(at + 1);
    if (!(low >= 0xdc00 && low <= 0xdc7f)) break;
    at += 2;
  }
  return at;
}

function controlAt(source: SourceText, at: number, code: number): Problem {
  const name = code === 0 ? 'a NUL byte' : `the control character ${codePointName(code)}`;
  return errorAt(
    source.file,
    source.range(at, at + 1),
    'control-character',
    `The file holds ${name}.`,
    'Remove it, or write it as an escape inside double quotes.',
    'printable characters, tab and line ends',
  );
}

function hiddenAt(source: SourceText, start: number, end: number, kind: Hidden): Problem {
  const shown = codePointName(source.text.codePointAt(start) ?? 0);
  const what = {
    bidi: `The character ${shown} changes the order in which the text is shown.`,
    'zero-width': `The character ${shown} cannot be seen.`,
    tags: `Invisible tag characters stand here, the first is ${shown}: they can carry hidden text.`,
  }[kind];
  const next = 'Remove it unless it is meant.';
  return warningAt(source.file, source.range(start, end), 'hidden-character', what, next);
}
