/** A text as a leak may hide it: as it is, backwards, in rot13, hex or base64. Each with what to look for, and where. */
export interface Disguise {
  readonly name: string;
  /** Any of them in the reply is the leak. */
  readonly texts: readonly string[];
  readonly view: View;
}

/** `folded`: case aside, runs of white space one blank; `letters`: letters and digits only; `exact`: without white space. */
export type View = 'folded' | 'letters' | 'exact';

export function viewsOf(reply: string): Readonly<Record<View, string>> {
  return { folded: folded(reply), letters: letters(reply), exact: reply.replace(/\s+/g, '') };
}

/** Short texts are looked for only as they are: three letters are in any base64. */
export function disguisesOf(text: string): readonly Disguise[] {
  const plain = folded(text);
  const found: Disguise[] = [{ name: 'verbatim', texts: [plain], view: 'folded' }];
  const inner = letters(text);
  if (inner.length < shortest) return found;
  const bytes = Buffer.from(text.trim(), 'utf8');
  return [
    ...found,
    { name: 'spaced out', texts: [inner], view: 'letters' },
    { name: 'backwards', texts: [Array.from(inner).toReversed().join('')], view: 'letters' },
    { name: 'rot13', texts: [letters(rot13(text))], view: 'letters' },
    { name: 'hex', texts: [bytes.toString('hex')], view: 'letters' },
    { name: 'base64', texts: base64Parts(bytes), view: 'exact' },
  ];
}

const shortest = 6;

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().split(/\s+/).join(' ').trim();
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });
}

/** How the text stands inside longer base64, for each of the three places that it may begin at in a group. */
function base64Parts(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString('base64');
    const part = whole.slice(shift === 0 ? 0 : shift + 1);
    return part.length < 8 ? [] : [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
