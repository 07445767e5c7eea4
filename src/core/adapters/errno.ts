import { FileError, type FileErrorCode } from '../ports.ts';

/** The error number's name, `ENOSPC`, of what Node throws; `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Says in our words what Node threw: which file, what happened, what to do. A `FileError` passes as it is. */
export function toFileError(error: unknown, path: string, doing: string): FileError {
  if (error instanceof FileError) return error;
  const errno = errnoOf(error) ?? 'unknown error';
  const meaning = meanings[errno];
  const code = meaning?.code ?? 'io';
  const what = meaning?.what ?? `the system says ${errno}`;
  const next = meaning?.next ?? 'Check the disk, then try again.';
  return new FileError(code, path, `Cannot ${doing} ${shownPath(path)}: ${what}. ${next}`);
}

export function notAFile(path: string): FileError {
  const what = 'it is not a regular file but a folder, pipe, socket or device';
  const next = 'Name a regular file.';
  return new FileError('not-a-file', path, `Cannot read ${shownPath(path)}: ${what}. ${next}`);
}

export function tooLarge(path: string, maxBytes: number): FileError {
  const what = `it is larger than ${String(maxBytes)} bytes, the limit here`;
  const next = 'Split it or make it smaller.';
  return new FileError('too-large', path, `Cannot read ${shownPath(path)}: ${what}. ${next}`);
}

/** A name on disk may hold line breaks and control sequences; a message may not. */
function shownPath(path: string): string {
  return path.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}

interface Meaning {
  readonly code: FileErrorCode;
  readonly what: string;
  readonly next: string;
}

const missing: Meaning = {
  code: 'missing',
  what: 'there is no such file or folder',
  next: 'Check the spelling of the path.',
};
const noAccess: Meaning = {
  code: 'no-access',
  what: 'permission is denied',
  next: 'Change its permissions, or close the program that holds it.',
};
const noSpace: Meaning = {
  code: 'no-space',
  what: 'the disk or your quota is full',
  next: 'Free some space, then try again.',
};
const special: Meaning = {
  code: 'not-a-file',
  what: 'it is not a regular file',
  next: 'Name a regular file.',
};
const tooMany: Meaning = {
  code: 'io',
  what: 'too many files are open',
  next: 'Close some programs, or raise the limit of open files.',
};

const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: missing,
  ENOTDIR: missing,
  EACCES: noAccess,
  EPERM: noAccess,
  EBUSY: noAccess,
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  EISDIR: special,
  ENXIO: special,
  EAGAIN: special,
  EROFS: {
    code: 'read-only',
    what: 'the file system is read-only',
    next: 'Choose a folder that can be written to.',
  },
  EFBIG: {
    code: 'too-large',
    what: 'the file would become larger than this disk allows',
    next: 'Choose another disk.',
  },
  ELOOP: {
    code: 'io',
    what: 'its links lead in a circle, or to where links are not followed',
    next: 'Name the file itself instead of a link.',
  },
  EMFILE: tooMany,
  ENFILE: tooMany,
  ENAMETOOLONG: { code: 'io', what: 'the name is too long', next: 'Use a shorter name.' },
};
