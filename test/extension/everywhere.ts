import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { workspacePath } from './window.ts';

/** Every file that this start of VS Code has written or was given: settings, logs, caches, the workspace. */
export function wholePlace(): string {
  return resolve(workspacePath('.'), '../..');
}

/** Files below a folder that hold a text, relative to it. Links are not followed. */
export async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const wanted = Buffer.from(text);
  const found: string[] = [];
  for (const path of await filesBelow(folder)) {
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(wanted)) found.push(relative(folder, path));
  }
  return found;
}

/** Path → when it was changed and how large it is: two of them tell what was written in between. */
export async function snapshotOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const path of await filesBelow(folder)) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) files.set(relative(folder, path), `${found.mtimeMs} ${found.size}`);
  }
  return files;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
