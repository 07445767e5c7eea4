import { constants, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { FileError, type Clock, type Files } from '../ports.ts';
import { openAppend } from './appendFile.ts';
import { errnoOf, notAFile, toFileError, tooLarge } from './errno.ts';
import { nodeFs, type NodeFs } from './nodeFs.ts';

/** The disk, as the engine sees it. The clock paces the retries of a rename that another program blocks. */
export function nodeFiles(clock: Clock, fs: NodeFs = nodeFs): Files {
  return {
    read: (path, maxBytes) => read(fs, path, maxBytes),
    readPart: (path, part) => readPart(fs, path, part),
    stream: (path, signal) => stream(fs, path, signal),
    // What writes whole files is loaded with the first of them: a window that only shows needs none.
    async writeAtomic(path, text) {
      const { writeAtomic } = await import('./atomicWrite.ts');
      return writeAtomic({ fs, clock }, path, text);
    },
    openAppend: (path, truncateTo) => openAppend(fs, path, truncateTo),
    async openReplacement(path) {
      const { openReplacement } = await import('./replacement.ts');
      return openReplacement({ fs, clock }, path);
    },

    async stat(path) {
      try {
        const found = await fs.stat(path);
        return { kind: kindOf(found), bytes: found.size, modifiedMs: found.mtimeMs };
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw toFileError(error, path, 'look at');
      }
    },

    async list(folder) {
      try {
        const names = await fs.readdir(folder);
        return names.toSorted();
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') return [];
        throw toFileError(error, folder, 'list');
      }
    },

    realPath: (path) => told(path, 'follow', () => fs.realpath(path)),
    makeFolder: (path) =>
      told(path, 'make the folder', async () => {
        await fs.mkdir(path);
      }),
    remove: (path) => told(path, 'remove', () => fs.remove(path)),
  };
}

async function told<T>(path: string, doing: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toFileError(error, path, doing);
  }
}

function kindOf(found: Stats): 'file' | 'folder' | 'other' {
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}

function isAbsence(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}

/** O_NONBLOCK: opening a pipe that nobody writes to returns at once. Windows has neither flag. */
const toRead = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * The declared size is only a first guess at the buffer: the cap holds for what really comes. Each read asks for more
 * than that, so that one which gives just as much has met the end.
 */
async function read(fs: NodeFs, path: string, maxBytes: number): Promise<Uint8Array> {
  return opened(fs, path, async (handle, size) => {
    if (size > maxBytes) throw tooLarge(path, maxBytes);
    let buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 511), maxBytes) + 1);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled, null);
      if (bytesRead === 0) return buffer.subarray(0, filled);
      if (filled === 0 && size === 0) await refuseProcfs(handle, path);
      filled += bytesRead;
      if (filled > maxBytes) throw tooLarge(path, maxBytes);
      if (filled === size) return buffer.subarray(0, filled);
      if (filled === buffer.byteLength) {
        const larger = Buffer.allocUnsafe(Math.min(filled * 2, maxBytes + 1));
        larger.set(buffer);
        buffer = larger;
      }
    }
  });
}

async function readPart(
  fs: NodeFs,
  path: string,
  { from, bytes }: { readonly from: number; readonly bytes: number },
): Promise<Uint8Array> {
  return opened(fs, path, async (handle, size) => {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(bytes, size - from)));
    let filled = 0;
    while (filled < buffer.byteLength) {
      const { bytesRead } = await handle.read(
        buffer,
        filled,
        buffer.byteLength - filled,
        from + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  });
}

async function opened<T>(
  fs: NodeFs,
  path: string,
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await fs.open(path, toRead);
    const found = await handle.stat();
    if (!found.isFile()) throw notAFile(path);
    return await use(handle, found.size);
  } catch (error) {
    throw toFileError(error, path, 'read');
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

const pieceBytes = 64 * 1024;

/** Every piece has a buffer of its own: the reader may keep it. The file is closed however the reading ends. */
async function* stream(
  fs: NodeFs,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await fs.open(path, toRead);
    const found = await handle.stat();
    if (!found.isFile()) throw notAFile(path);
    for (let first = true; ; first = false) {
      if (signal?.aborted === true) throw new FileError('io', path, 'Reading was stopped.');
      const buffer = Buffer.allocUnsafeSlow(pieceBytes);
      const { bytesRead } = await handle.read(buffer, 0, pieceBytes, null);
      if (bytesRead === 0) return;
      if (first && found.size === 0) await refuseProcfs(handle, path);
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw toFileError(error, path, 'read');
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/**
 * `/proc/self/environ` claims to be a regular file of size 0 and yet holds the user's keys. A file that gives bytes and
 * still says 0 afterwards is no file on a disk.
 */
async function refuseProcfs(handle: FileHandle, path: string): Promise<void> {
  const found = await handle.stat();
  if (found.size === 0) throw notAFile(path);
}
