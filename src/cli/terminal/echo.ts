import { plainField, plainText } from '#base/plainText.ts';
import { styleText } from 'node:util';

/** How a piece of a line looks. Meaning never rests on it: the words say the same. */
export type Look = 'strong' | 'faint' | 'good' | 'bad' | 'caution';

/** A piece of a line: what it says comes from anywhere, how it looks only from here. */
export type Piece = string | readonly [look: Look, text: string];

/** One of the two streams of the program. Nothing else writes to them. */
export interface Echo {
  readonly isTerminal: boolean;
  /** One line, whatever the pieces hold: line breaks in them become blanks. */
  line(...pieces: readonly Piece[]): void;
  /** A text of several lines; ends with a line break. */
  text(text: string): void;
  /** A line of JSON that `plainJson` made. */
  json(line: string): void;
  /** A piece of a report whose texts have been made harmless already. */
  raw(text: string): void;
  /** The bare stream where it is a terminal: for the progress bar alone. */
  readonly bar: NodeJS.WriteStream | undefined;
  /** Why output was lost; a reader that went away (`| head`) is no fault. */
  fault(): string | undefined;
}

export interface Terminal {
  /** Results. */
  readonly out: Echo;
  /** Everything else. */
  readonly err: Echo;
  /** The answer to a question; `undefined` where nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

const looks = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  caution: 'yellow',
} as const satisfies Record<Look, string>;

/** Longer pieces are cut. */
const longestPiece = 4000;

/** `colour`: whether looks become escape sequences. A reader that went away ends the output, not the program. */
export function makeEcho(stream: NodeJS.WriteStream, colour: boolean): Echo {
  let isOpen = true;
  let fault: string | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isOpen = false;
    if (error.code !== 'EPIPE') fault ??= error.message;
  });
  const write = (text: string): void => {
    if (isOpen) stream.write(text);
  };
  const dressed = (piece: Piece): string => {
    if (typeof piece === 'string') return inLine(piece);
    const [look, text] = piece;
    const plain = inLine(text);
    return colour ? styleText(looks[look], plain, { validateStream: false }) : plain;
  };
  return {
    isTerminal: stream.isTTY,
    line(...pieces) {
      // A command of a CI runner may be put together from harmless pieces.
      const bare = pieces.map((piece) => inLine(typeof piece === 'string' ? piece : piece[1]));
      const whole = bare.join('');
      const isPlain = plainText(whole) === whole;
      write(`${isPlain ? pieces.map((piece) => dressed(piece)).join('') : plainText(whole)}\n`);
    },
    text(text) {
      const plain = plainText(text);
      write(plain.endsWith('\n') ? plain : `${plain}\n`);
    },
    json(line) {
      write(`${line}\n`);
    },
    raw: write,
    bar: stream.isTTY ? stream : undefined,
    fault: () => fault,
  };
}

/** Blanks at both ends are kept: they are layout. */
function inLine(text: string): string {
  const cut = text.length > longestPiece ? plainField(text, longestPiece) : text;
  return plainText(cut.replace(/[\r\n\t\u0085\u2028\u2029]+/g, ' '));
}

/** What `NO_COLOR`, `FORCE_COLOR`, `--no-color` and the stream say. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): boolean {
  if (argv.includes('--no-color')) return false;
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
