import type { EventEmitter } from 'node:events';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { nodeFs, type NodeFs } from '#core/adapters/nodeFs.ts';

/** A disk that counts what changes it, and fails from some point on. Reading always works. */
export class FailingDisk {
  /** Changes so far. */
  changes = 0;
  /** Files that nobody has closed. */
  openFiles = 0;
  /** The number, from 1, of the first change that fails. */
  failsFrom: number = Infinity;
  /** How many fail from there; then the disk works again. */
  failsFor: number = Infinity;
  errno = 'ENOSPC';
  /** Set: only these fail. */
  only: ((what: keyof NodeFs, path: string) => boolean) | undefined;

  readonly fs: NodeFs = {
    ...nodeFs,
    open: async (path, flags, mode) => {
      if ((flags & constants.O_CREAT) !== 0) this.change('open', path);
      const handle = await nodeFs.open(path, flags, mode);
      this.openFiles += 1;
      // A file handle tells of its end, though its type does not say so.
      (handle as FileHandle & EventEmitter).once('close', () => {
        this.openFiles -= 1;
      });
      return handle;
    },
    writeSync: (fd, bytes, offset, length) => {
      this.change('writeSync', '');
      return nodeFs.writeSync(fd, bytes, offset, length);
    },
    mkdir: async (path) => {
      this.change('mkdir', path);
      return nodeFs.mkdir(path);
    },
    rename: async (from, to) => {
      this.change('rename', to);
      return nodeFs.rename(from, to);
    },
    remove: async (path) => {
      // A full disk still lets go of what is on it.
      if (this.errno !== 'ENOSPC') this.change('remove', path);
      return nodeFs.remove(path);
    },
  };

  private change(what: keyof NodeFs, path: string): void {
    if (this.only !== undefined && !this.only(what, path)) return;
    this.changes += 1;
    if (this.changes < this.failsFrom || this.changes >= this.failsFrom + this.failsFor) return;
    throw Object.assign(new Error(`${this.errno}: ${what}`), { code: this.errno });
  }
}
