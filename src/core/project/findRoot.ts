import { dirname, join } from 'node:path';
import type { Files } from '../ports.ts';

export const catalogueFile = 'assay.models.yml';
export const suiteFile = 'assay.yml';

/** The nearest folder, upwards from `start`, that holds a suite or a catalogue; `start` itself where none does. */
export async function findRoot(files: Files, start: string): Promise<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of [suiteFile, catalogueFile]) {
      if ((await files.stat(join(folder, name)))?.kind === 'file') return folder;
    }
    if (dirname(folder) === folder) return start;
  }
}
