import { createHash } from 'node:crypto';

/** A text of the case or the candidate. The name is ours and never theirs. */
export type NamedText = readonly [name: string, text: string];

/** Texts between markers that none of them can hold. */
export interface Material {
  /** 12 hex digits that stand in none of the texts; a verdict has to carry them. */
  readonly code: string;
  readonly blocks: string;
}

/**
 * Puts texts between marker lines. The code is a hash of all of them, so that the same question is the same
 * request for caches and recordings, and whoever writes a text cannot know the code before the text is whole.
 * Should a text hold it all the same, another is made.
 */
export function sealMaterial(
  prompt: string,
  texts: readonly NamedText[],
  hashOf: (text: string) => string = sha256,
): Material {
  const shown = texts.map(([name, text]): NamedText => [name, showSmuggled(text)]);
  const code = codeFor(prompt, shown, hashOf);
  const blocks = shown
    .map(([name, text]) => `[${name} ${code}]\n${text}\n[end of ${name} ${code}]`)
    .join('\n\n');
  return { code, blocks };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function codeFor(
  prompt: string,
  texts: readonly NamedText[],
  hashOf: (text: string) => string,
): string {
  const folded = texts.map(([, text]) => text.toLowerCase());
  for (let round = 0; ; round += 1) {
    const said = JSON.stringify([prompt, texts, round]);
    const code = hashOf(said).slice(0, 12);
    if (!folded.some((text) => text.includes(code))) return code;
  }
}

/** What a person does not see, a judge shall not read as words: such characters are written out. Joiners of emoji and scripts stay. */
function showSmuggled(text: string): string {
  return text
    .toWellFormed()
    .replace(smuggled, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
}

/* oxlint-disable no-control-regex, no-misleading-character-class -- what cannot be seen is what this pattern is about */
/** Controls, direction changes, zero-width spaces and tags. */
const smuggled =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2028\u2029\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;
/* oxlint-enable no-control-regex, no-misleading-character-class */
