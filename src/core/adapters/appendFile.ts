import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, type AppendFile } from '../ports.ts';
import { notAFile, toFileError } from './errno.ts';
import type { NodeFs } from './nodeFs.ts';

const toAppend =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NONBLOCK ?? 0) |
  (constants.O_NOFOLLOW ?? 0);
const fileMode = 0o644;

/**
 * Opens for one writer, making folder and file. Does not follow a link in the last place: what is appended must not land
 * outside the folder.
 */
export async function openAppend(
  fs: NodeFs,
  path: string,
  truncateTo: number | undefined,
): Promise<AppendFile> {
  let handle: FileHandle | undefined;
  try {
    await fs.mkdir(dirname(path));
    handle = await fs.open(path, toAppend, fileMode);
    const found = await handle.stat();
    if (!found.isFile()) throw notAFile(path);
    const cut = truncateTo !== undefined && truncateTo < found.size;
    if (cut) await handle.truncate(truncateTo);
    return new NodeAppendFile(fs, path, handle, cut ? truncateTo : found.size);
  } catch (error) {
    await handle?.close().catch(() => undefined);
    throw toFileError(error, path, 'open');
  }
}

class NodeAppendFile implements AppendFile {
  private readonly fs: NodeFs;
  private readonly path: string;
  private readonly handle: FileHandle;
  private bytes: number;
  private closed = false;

  constructor(fs: NodeFs, path: string, handle: FileHandle, bytes: number) {
    this.fs = fs;
    this.path = path;
    this.handle = handle;
    this.bytes = bytes;
  }

  /** A text that did not fit is taken back, so that the next one does not continue a torn line. */
  append(text: string): void {
    if (this.closed) throw new FileError('io', this.path, `Cannot append to ${this.path}: closed.`);
    const bytes = Buffer.from(text);
    try {
      for (let offset = 0; offset < bytes.byteLength;) {
        const rest = bytes.byteLength - offset;
        const written = this.fs.writeSync(this.handle.fd, bytes, offset, rest);
        if (written === 0) throw new FileError('io', this.path, 'The disk takes no more bytes.');
        offset += written;
      }
    } catch (error) {
      this.takeBack();
      throw toFileError(error, this.path, 'append to');
    }
    this.bytes += bytes.byteLength;
  }

  private takeBack(): void {
    try {
      this.fs.ftruncateSync(this.handle.fd, this.bytes);
    } catch {
      // A torn line stays; whoever reads the file drops it.
    }
  }

  async flush(): Promise<void> {
    try {
      await this.handle.sync();
    } catch (error) {
      throw toFileError(error, this.path, 'flush');
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      await this.handle.close();
    } catch (error) {
      throw toFileError(error, this.path, 'close');
    }
  }
}
