import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../ports.ts';
import { errnoOf, toFileError } from './errno.ts';
import type { NodeFs } from './nodeFs.ts';

export interface Disk {
  readonly fs: NodeFs;
  readonly clock: Clock;
}

/**
 * Replaces the file so that a reader, and a machine that loses power, has the old text or the new one. Makes the folder.
 * A link is replaced, not followed.
 */
export async function writeAtomic(disk: Disk, path: string, text: string): Promise<void> {
  const folder = dirname(path);
  let temporary: string | undefined;
  try {
    await disk.fs.mkdir(folder);
    await sweep(disk, folder);
    const opened = await openTemporary(disk.fs, path);
    temporary = opened.name;
    await fill(opened.handle, text);
    await renamePatiently(disk, temporary, path);
  } catch (error) {
    if (temporary !== undefined) await disk.fs.remove(temporary).catch(() => undefined);
    throw toFileError(error, path, 'write');
  }
  await syncFolder(disk.fs, folder);
}

const toCreate = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
const fileMode = 0o644;
const mostNames = 100;

/** The name carries the process, so that a later one knows whose left-over it is. */
export async function openTemporary(
  fs: NodeFs,
  path: string,
): Promise<{ readonly name: string; readonly handle: FileHandle }> {
  for (let number = 1; ; number += 1) {
    const name = `.${basename(path)}.${String(process.pid)}-${String(number)}.tmp`;
    const full = join(dirname(path), name);
    try {
      return { name: full, handle: await fs.open(full, toCreate, fileMode) };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST' || number === mostNames) throw error;
    }
  }
}

async function fill(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const blocked = new Set(['EPERM', 'EACCES', 'EBUSY']);
const patienceMs = 4_000;

/** On Windows a virus scanner or an editor may hold the target for a moment. */
export async function renamePatiently(
  { fs, clock }: Disk,
  from: string,
  to: string,
): Promise<void> {
  const start = clock.monotonic();
  for (let delay = 10; ; delay = Math.min(delay * 2, 500)) {
    try {
      await fs.rename(from, to);
      return;
    } catch (error) {
      const left = patienceMs - (clock.monotonic() - start);
      if (left <= 0 || !blocked.has(errnoOf(error) ?? '')) throw error;
      await new Promise<void>((resolve) => {
        clock.timer(Math.min(delay, left), resolve);
      });
    }
  }
}

/** The new name outlives a power cut only once the folder is on disk. Where folders cannot be synced there is nothing to do. */
export async function syncFolder(fs: NodeFs, folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await fs.open(folder, constants.O_RDONLY);
    await handle.sync();
  } catch {
    // The file itself is complete; some systems, Windows among them, refuse to sync a folder.
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

const temporaryName = /^\..+\.(\d+)-\d+\.tmp$/;
const staleMs = 3_600_000;

/** Removes what killed processes left: our kind of name, older than an hour, its process gone. */
export async function sweep({ fs, clock }: Disk, folder: string): Promise<void> {
  const names = await fs.readdir(folder);
  for (const name of names) {
    const pid = temporaryName.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const full = join(folder, name);
    try {
      const found = await fs.stat(full);
      if (clock.now() - found.mtimeMs > staleMs) await fs.remove(full);
    } catch {
      // Another process swept it first, or may not: it can wait.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
