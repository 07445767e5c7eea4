import { join, relative } from 'node:path';
import picomatch from 'picomatch';
import { formatOf } from '../formats/builtin.ts';
import type { Files } from '../ports.ts';
import { slashed } from './projectPath.ts';

/** Folders that hold no prompts of the project. */
const passedOver = new Set(['node_modules', 'dist', 'out', '__pycache__']);
const mostFiles = 10_000;

/** Prompt files below a folder, sorted, that match one of the patterns; no patterns: all. */
export async function findPromptFiles(
  files: Files,
  root: string,
  patterns: readonly string[] = [],
): Promise<readonly string[]> {
  const matches = patterns.length === 0 ? undefined : picomatch([...patterns]);
  const found: string[] = [];
  const folders = [{ path: root, real: await files.realPath(root) }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of await files.list(folder.path)) {
      if (name.startsWith('.') || passedOver.has(name)) continue;
      const path = join(folder.path, name);
      if (formatOf(name) !== undefined) {
        if (matches === undefined || matches(slashed(relative(root, path)))) found.push(path);
      } else if ((await files.stat(path))?.kind === 'folder') {
        const real = join(folder.real, name);
        // A link to a folder leads out of the project, round in circles, or to what is found anyway.
        if ((await files.realPath(path)) === real) folders.push({ path, real });
      }
    }
    if (found.length > mostFiles) break;
  }
  return found.toSorted();
}
