import { ftruncateSync, stat, writeSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What `nodeFiles` calls of Node, and no more, so that a test can put a failing disk in its place. */
export interface NodeFs {
  open(path: string, flags: number, mode?: number): Promise<FileHandle>;
  /** May write less than it was given, as the system call may. */
  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number): number;
  ftruncateSync(fd: number, length: number): void;
  stat(path: string): Promise<Stats>;
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  mkdir(path: string): Promise<unknown>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export const nodeFs: NodeFs = {
  open: (path, flags, mode) => open(path, flags, mode),
  writeSync: (fd, bytes, offset, length) => writeSync(fd, bytes, offset, length),
  ftruncateSync: (fd, length) => {
    ftruncateSync(fd, length);
  },
  // A quarter quicker than the one that gives promises by itself: a history looks at ten thousand folders.
  stat: promisify(stat),
  readdir: (path) => readdir(path),
  realpath: (path) => realpath(path),
  mkdir: (path) => mkdir(path, { recursive: true }),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { recursive: true, force: true }),
};
