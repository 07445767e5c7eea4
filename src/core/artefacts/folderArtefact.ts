import { basename, join } from 'node:path';
import type { Files } from '../ports.ts';
import { isUlid } from '../store/ulid.ts';
import {
  ArtefactError,
  artefactBounds,
  tooLarge,
  type Artefact,
  type ArtefactFile,
} from './artefact.ts';

/** Deeper than any job keeps its runs. */
const deepest = 8;

/** A folder that an artefact was unpacked into, or the folder of one run. Links are refused. */
export async function openFolder(
  files: Files,
  folder: string,
  signal: AbortSignal,
): Promise<Artefact> {
  const found: ArtefactFile[] = [];
  let total = 0;
  let looked = 0;
  const real = await files.realPath(folder);
  const look = async (path: string, name: string, depth: number): Promise<void> => {
    for (const entry of await files.list(path)) {
      signal.throwIfAborted();
      looked += 1;
      if (looked > artefactBounds.files)
        throw tooLarge(`${folder} holds more than ${looked} files`);
      const full = join(path, entry);
      const inside = name === '' ? entry : `${name}/${entry}`;
      const stat = await files.stat(full);
      if (stat === undefined || (await files.realPath(full)) !== full) {
        throw new ArtefactError(
          'link',
          `${full} is a link.`,
          'Name a folder without links; nothing was taken from this one.',
        );
      }
      if (stat.kind === 'folder') {
        if (depth < deepest) await look(full, inside, depth + 1);
        continue;
      }
      if (stat.kind !== 'file') continue;
      total += stat.bytes;
      if (total > artefactBounds.bytes) throw tooLarge(`${folder} holds too many bytes`);
      found.push({
        name: inside,
        bytes: stat.bytes,
        read: (reading) => files.stream(full, reading),
      });
    }
  };
  const own = basename(real);
  await look(real, isUlid(own) ? own : '', 0);
  return { files: found, [Symbol.asyncDispose]: () => Promise.resolve() };
}
