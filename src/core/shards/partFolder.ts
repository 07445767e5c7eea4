import { join } from 'node:path';
import type { RunShard } from '#protocol/run.ts';
import type { Files } from '../ports.ts';
import { filesOfRun } from '../store/runFolder.ts';

type Part = Pick<RunShard, 'index' | 'of'>;

/** Where a part is put for whoever merges: a name that is the same in every run, and tells it from the others. */
export function partPath(folder: string, { index, of }: Part): string {
  return join(folder, `part-${index}-of-${of}`);
}

/** Takes away what an earlier run left there: a part that fails must not be stood in for by an old one. Rejects with `FileError`. */
export async function clearPart(files: Files, folder: string, part: Part): Promise<void> {
  const path = partPath(folder, part);
  if ((await files.stat(path)) !== undefined) await files.remove(path);
}

/** Copies a run that has ended, the summary last: where that is, the part is whole. Rejects with `FileError`. */
export async function putPart(
  files: Files,
  run: { readonly id: string; readonly folder: string },
  folder: string,
  part: Part,
): Promise<string> {
  const path = partPath(folder, part);
  await files.makeFolder(path);
  const from = filesOfRun(run.id, run.folder);
  const to = filesOfRun(run.id, path);
  for (const file of ['manifest', 'cases', 'journal', 'summary'] as const) {
    await copy(files, from[file], to[file]);
  }
  return path;
}

async function copy(files: Files, from: string, to: string): Promise<void> {
  const target = await files.openReplacement(to);
  try {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for await (const piece of files.stream(from)) {
      target.append(decoder.decode(piece, { stream: true }));
    }
    target.append(decoder.decode());
    await target.commit();
  } finally {
    await target.discard();
  }
}
