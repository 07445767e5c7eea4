import { ftruncateSync, writeSync } from 'node:fs';
import type { Stats } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';

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
  stat: (path) => stat(path),
  readdir: (path) => readdir(path),
  realpath: (path) => realpath(path),
  mkdir: (path) => mkdir(path, { recursive: true }),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { recursive: true, force: true }),
};
