import type { Reading } from '../documents/reading.ts';
import { confine } from '../files/confine.ts';
import type { ReadPrompt } from '../formats/format.ts';
import type { OtherFiles } from '../formats/otherFiles.ts';
import { FileError, type Files } from '../ports.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { loadFormat, loadLanguages } from './readPrompt.ts';

/** The files that a prompt refers to, as far as somebody has asked for them. */
export class FoundFiles implements OtherFiles {
  private readonly found = new Map<string, Uint8Array | undefined>();
  private readonly folders = new Map<string, readonly string[]>();
  private readonly wanted = new Set<string>();
  private readonly wantedFolders = new Set<string>();

  read(file: string): Uint8Array | undefined {
    if (!this.found.has(file)) this.wanted.add(file);
    return this.found.get(file);
  }

  list(folder: string): readonly string[] {
    if (!this.folders.has(folder)) this.wantedFolders.add(folder);
    return this.folders.get(folder) ?? [];
  }

  /** Every file that was asked for, there or not. Relative to the root. */
  get files(): readonly string[] {
    return [...this.found.keys()];
  }

  /** Every folder whose names were asked for. */
  get listed(): readonly string[] {
    return [...this.folders.keys()];
  }

  /** What was asked for and is there. */
  get contents(): ReadonlyMap<string, Uint8Array> {
    const there = [...this.found].flatMap(([file, bytes]): [string, Uint8Array][] =>
      bytes === undefined ? [] : [[file, bytes]],
    );
    return new Map(there);
  }

  get isComplete(): boolean {
    return this.wanted.size + this.wantedFolders.size === 0;
  }

  /** Loads what was asked for since the last time; what may not be read counts as missing. Never rejects. */
  async load(files: Files, root: string): Promise<void> {
    const wanted = [...this.wanted];
    const folders = [...this.wantedFolders];
    this.wanted.clear();
    this.wantedFolders.clear();
    for (const file of wanted) {
      const isRoom = this.found.size < mostFiles;
      this.found.set(file, isRoom ? await bytesOf(files, root, file) : undefined);
    }
    for (const folder of folders) this.folders.set(folder, await namesIn(files, root, folder));
  }
}

const mostFiles = 500;
const largestFile = 1024 * 1024;
/** Includes in includes; deeper than anybody writes. */
export const mostRounds = 20;

/** Reads a prompt and whatever it refers to inside the project. `file`: relative to the root. Never rejects. */
export async function readWithOthers(
  files: Files,
  root: string,
  file: string,
  bytes: Uint8Array,
  read: ReadPrompt,
): Promise<{ readonly reading: Reading<Prompt>; readonly found: FoundFiles }> {
  const found = new FoundFiles();
  await loadFormat(file);
  let reading = read(bytes, file, found);
  for (let round = 0; !found.isComplete && round < mostRounds; round += 1) {
    await found.load(files, root);
    reading = read(bytes, file, found);
  }
  await loadLanguages(reading.value);
  return { reading, found };
}

/** What was read beside the prompt, as texts, sorted; for a run to keep. `undefined`: nothing. */
export function textsOf(found: FoundFiles): Readonly<Record<string, string>> | undefined {
  const { contents } = found;
  if (contents.size === 0) return undefined;
  const decoder = new TextDecoder();
  return Object.fromEntries(
    Array.from(contents, ([file, bytes]) => [file, decoder.decode(bytes)] as const).toSorted(
      ([a], [b]) => (a < b ? -1 : 1),
    ),
  );
}

async function bytesOf(files: Files, root: string, file: string): Promise<Uint8Array | undefined> {
  const place = await confine(files, root, file);
  if (!('path' in place)) return undefined;
  try {
    return await files.read(place.path, largestFile);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

async function namesIn(files: Files, root: string, folder: string): Promise<readonly string[]> {
  const place = await confine(files, root, folder === '' ? '.' : folder);
  if (!('path' in place)) return [];
  try {
    return await files.list(place.path);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
