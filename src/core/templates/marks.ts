import { randomBytes } from 'node:crypto';
import type { Role } from '#protocol/reply.ts';
import type { TemplateMarks } from './language.ts';

/** A piece of a rendered text: what stands behind a mark, up to the next. */
export interface MarkedPiece {
  /** `undefined`: what stands before the first mark. */
  readonly mark:
    | { readonly kind: 'role'; readonly role: Role }
    | { readonly kind: 'thread'; readonly variable: string }
    | undefined;
  readonly text: string;
}

/** Drawn once for each process, and never written anywhere: a value would have to guess it. */
const nonce = randomBytes(16).toString('hex');

const open = `\u{F0000}${nonce}:`;
const close = '\u{F0001}';

export const marks: TemplateMarks = {
  role: (role) => `${open}role:${role}${close}`,
  thread: (variable) => `${open}thread:${variable}${close}`,
};

/** Whether a mark is the last of a text: what follows begins a message. */
export function endsInMark(text: string): boolean {
  return text.endsWith(close);
}

/** Takes a rendered text apart at its marks. */
export function atMarks(text: string): readonly MarkedPiece[] {
  const [first = '', ...rest] = text.split(open);
  const pieces: MarkedPiece[] = [{ mark: undefined, text: first }];
  for (const piece of rest) {
    const end = piece.indexOf(close);
    pieces.push({ mark: markOf(piece.slice(0, end)), text: piece.slice(end + close.length) });
  }
  return pieces;
}

function markOf(written: string): MarkedPiece['mark'] {
  const at = written.indexOf(':');
  const name = written.slice(at + 1);
  if (written.startsWith('thread:')) return { kind: 'thread', variable: name };
  return { kind: 'role', role: name === 'system' || name === 'assistant' ? name : 'user' };
}
