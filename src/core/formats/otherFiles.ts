/**
 * Files that a prompt refers to. A reader asks as if all were there; whoever opened it loads what it asked for and lets
 * it read again, until nothing is new. Paths are relative to the project's root, with `/`.
 */
export interface OtherFiles {
  /** `undefined`: there is no such file, it may not be read, or it was not loaded yet. */
  read(file: string): Uint8Array | undefined;
  /** Names in a folder, sorted; empty where there is none, or where it was not loaded yet. */
  list(folder: string): readonly string[];
}

/** For a prompt that stands alone. */
export const noOtherFiles: OtherFiles = { read: () => undefined, list: () => [] };

/** The files that were read for a prompt, kept with it. Its folders hold what was read from them. */
export function keptFiles(kept: ReadonlyMap<string, Uint8Array>): OtherFiles {
  return {
    read: (file) => kept.get(file),
    list: (folder) => {
      const prefix = folder === '' || folder === '.' ? '' : `${folder}/`;
      const names = [...kept.keys()]
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split('/', 1)[0] ?? '');
      return [...new Set(names)].toSorted();
    },
  };
}
