import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { confine } from '#core/files/confine.ts';
import { FileError } from '#core/ports.ts';
import type { PromptFile } from '../files/workspace.ts';

const files = nodeFiles(nodeClock);

/** Larger datasets are not written again from the editor. */
const largest = 8 * 1024 * 1024;

/** Where a file that a prompt names is: only what lies inside the project. */
export async function confinedPath(
  { root, path }: Pick<PromptFile, 'root' | 'path'>,
  file: string,
): Promise<string | undefined> {
  const confined = await confine(files, root, file, dirname(path));
  return 'path' in confined ? confined.path : undefined;
}

/** As it stands in the editor, or on the disk; `undefined`: too large, or not to be read. */
export async function wholeText(path: string): Promise<string | undefined> {
  const shown = shownText(path);
  if (shown !== undefined) return shown.length > largest ? undefined : shown;
  try {
    return new TextDecoder().decode(await files.read(path, largest));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return undefined;
  }
}

/** As it stands in the editor, or the first piece of the file. */
export async function headOf(path: string): Promise<string | undefined> {
  const shown = shownText(path);
  if (shown !== undefined) return shown;
  try {
    for await (const bytes of files.stream(path)) return new TextDecoder().decode(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return undefined;
  }
}

function shownText(path: string): string | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === path)?.getText();
}
