/**
 * Text that a terminal, an output channel or a CI log may be given: without anything that moves a cursor, sets a
 * title or a link, hides or reorders characters, or is taken for a command by a CI runner. Line breaks and tabs stay.
 */
export function plainText(text: string): string {
  return withoutRunnerCommands(withoutControls(text));
}

/** The same, as one line of at most `limit` characters: for a name, a message or a reply inside a line of ours. */
export function plainField(text: string, limit = 200): string {
  // What cannot be shown is not worth the time to clean.
  const start = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const line = plainText(start.replace(lineBreaks, ' ')).replace(spaces, ' ').trim();
  if (line.length <= limit && start.length === text.length) return line;
  return `${line
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\uFFFD$/u, '')}…`;
}

/** JSON whose strings cannot act on a terminal or a CI runner, and still mean the same. */
export function plainJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return text
    .replace(unsafe, (found) =>
      Array.from(found, (one) => (one === '\n' || one === '\t' ? one : escaped(one))).join(''),
    )
    .replace(runnerMark, String.raw`#\u0023`);
}

/* oxlint-disable no-control-regex, no-misleading-character-class -- what cannot be seen is what these patterns are about */

/** Every pattern is linear: no body may hold the character that starts it. */
const sequences = new RegExp(
  [
    // OSC, DCS, SOS, PM and APC with their text, up to BEL or ST.
    String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)`,
    // CSI.
    String.raw`(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]`,
    // The short ones; those that open a sequence without an end lose only their opening.
    String.raw`\x1b[\x20-\x2f]*[\x30-\x7e]`,
  ].join('|'),
  'g',
);

/** C0 without tab and line feed, DEL, C1, bidi, zero-width, line separators, tags. */
const unsafe =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

const lineBreaks = /\r\n|[\n\r\u000b\u000c\u0085\u2028\u2029]/g;
const spaces = /[\t ]+/g;

/* oxlint-enable no-control-regex, no-misleading-character-class */

function withoutControls(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  if (whole.search(unsafe) === -1) return whole;
  return whole.replaceAll('\r\n', '\n').replace(sequences, '').replace(unsafe, '');
}

/** Azure, TeamCity and old GitHub commands act anywhere in a line: `##vso[`, `##teamcity[`, `##[`. */
const runnerMark = /##(?=[a-z]*\[)/gi;
/** GitHub's act at the start of a line, after blanks. */
const runnerCommand = /^([^\S\n]*):(?=:)/gm;

function withoutRunnerCommands(text: string): string {
  const lines = text.includes('::') ? text.replace(runnerCommand, '$1: ') : text;
  return lines.includes('##') ? lines.replace(runnerMark, '# #') : lines;
}

function escaped(one: string): string {
  let text = '';
  for (let at = 0; at < one.length; at += 1) {
    text += String.raw`\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return text;
}
