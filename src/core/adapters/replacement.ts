import { dirname } from 'node:path';
import type { Replacement } from '../ports.ts';
import { openAppend } from './appendFile.ts';
import { openTemporary, renamePatiently, sweep, syncFolder, type Disk } from './atomicWrite.ts';
import { notAFile, toFileError } from './errno.ts';

/** Small texts are gathered into pieces of this length. */
const pieceLength = 64 * 1024;

/** A file that is written piece by piece beside the one it will replace, and takes its place when it is whole. */
export async function openReplacement(disk: Disk, path: string): Promise<Replacement> {
  const { fs } = disk;
  const folder = dirname(path);
  let temporary: string | undefined;
  try {
    await refuseOther(disk, path);
    await sweep(disk, folder);
    const opened = await openTemporary(fs, path);
    temporary = opened.name;
    await opened.handle.close();
    const target = await openAppend(fs, opened.name, 0);
    let piece = '';
    let isOver = false;
    const put = (): void => {
      target.append(piece);
      piece = '';
    };
    const discard = async (): Promise<void> => {
      if (isOver) return;
      isOver = true;
      await target.close().catch(() => undefined);
      await fs.remove(opened.name).catch(() => undefined);
    };
    return {
      append(text) {
        piece += text;
        if (piece.length >= pieceLength) put();
      },
      async commit() {
        try {
          put();
          await target.flush();
          await target.close();
          await renamePatiently(disk, opened.name, path);
          isOver = true;
        } catch (error) {
          await discard();
          throw toFileError(error, path, 'write');
        }
        await syncFolder(fs, folder);
      },
      discard,
    };
  } catch (error) {
    if (temporary !== undefined) await fs.remove(temporary).catch(() => undefined);
    throw toFileError(error, path, 'write');
  }
}

/** A device or a folder is nothing that a file may take the place of. */
async function refuseOther({ fs }: Disk, path: string): Promise<void> {
  const found = await fs.stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) throw notAFile(path);
}
