import { sep } from 'node:path';
import { tooLarge } from '#core/adapters/errno.ts';
import { FileError, type Clock, type Files } from '#core/ports.ts';

/** The text of a document that is open and not saved, by the path without links. */
export type Unsaved = (path: string) => string | undefined;

/**
 * The disk, except that what stands unsaved in an editor is read from there. What Assay itself writes is always
 * read from the disk: a run's records are not for an editor to change.
 */
export function overlayFiles(disk: Files, unsaved: Unsaved, clock: Pick<Clock, 'now'>): Files {
  const seen = new Map<string, { readonly text: string; readonly modifiedMs: number }>();

  /** Asked by the path as it came first: most paths of the engine have no links. */
  const textOf = async (path: string): Promise<string | undefined> => {
    if (isOwn(path)) return undefined;
    const text = unsaved(path);
    if (text !== undefined) return text;
    const real = await disk.realPath(path).catch(() => path);
    return real === path || isOwn(real) ? undefined : unsaved(real);
  };

  /** An editor does not say when a text changed: it is the time at which it was first seen. */
  const modifiedMs = (path: string, text: string): number => {
    const before = seen.get(path);
    if (before?.text === text) return before.modifiedMs;
    const now = clock.now();
    seen.set(path, { text, modifiedMs: now });
    return now;
  };

  return {
    ...disk,

    async read(path, maxBytes) {
      const text = await textOf(path);
      if (text === undefined) return disk.read(path, maxBytes);
      const bytes = Buffer.from(text);
      if (bytes.byteLength > maxBytes) throw tooLarge(path, maxBytes);
      return bytes;
    },

    async readPart(path, part) {
      const text = await textOf(path);
      if (text === undefined) return disk.readPart(path, part);
      return Buffer.from(text).subarray(part.from, part.from + part.bytes);
    },

    async *stream(path, signal) {
      const text = await textOf(path);
      if (text === undefined) yield* disk.stream(path, signal);
      else yield* pieces(path, Buffer.from(text), signal);
    },

    async stat(path) {
      const text = await textOf(path);
      if (text === undefined) {
        seen.delete(path);
        return disk.stat(path);
      }
      return {
        kind: 'file',
        bytes: Buffer.byteLength(text),
        modifiedMs: modifiedMs(path, text),
      };
    },
  };
}

const ownFolder = '.assay';

function isOwn(path: string): boolean {
  return path.split(sep).includes(ownFolder);
}

const pieceBytes = 64 * 1024;

function* pieces(
  path: string,
  bytes: Buffer,
  signal: AbortSignal | undefined,
): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
    if (signal?.aborted === true) throw new FileError('io', path, 'Reading was stopped.');
    yield bytes.subarray(at, at + pieceBytes);
  }
}
