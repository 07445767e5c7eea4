import { dirname, isAbsolute, join } from 'node:path';
import { FileError, type Files } from '../ports.ts';

const commitPattern = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const smallFile = 4096;
const packedRefsLimit = 4 * 1024 * 1024;

/**
 * The commit that is checked out, read from git's own files: starting `git` would run what a stranger's
 * repository configures. `undefined` outside a repository, or before the first commit.
 */
export async function gitCommit(files: Files, root: string): Promise<string | undefined> {
  const folder = await gitFolder(files, root);
  if (folder === undefined) return undefined;
  const head = await smallText(files, join(folder, 'HEAD'));
  const ref = head?.match(/^ref: (refs\/[\w./-]+)$/m)?.[1];
  if (ref === undefined) return commitOf(head);
  const common = await commonFolder(files, folder);
  const loose = commitOf(await smallText(files, join(common, ref)));
  if (loose !== undefined) return loose;
  const packed = await smallText(files, join(common, 'packed-refs'), packedRefsLimit);
  const line = packed?.split('\n').find((one) => one.endsWith(` ${ref}`));
  return commitOf(line?.split(' ')[0]);
}

/** The folder of git that all work trees share. `undefined` outside a repository. */
export async function gitHome(files: Files, root: string): Promise<string | undefined> {
  const folder = await gitFolder(files, root);
  return folder === undefined ? undefined : commonFolder(files, folder);
}

async function gitFolder(files: Files, root: string): Promise<string | undefined> {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, '.git');
    const kind = (await files.stat(path))?.kind;
    if (kind === 'folder') return path;
    if (kind === 'file') {
      const target = (await smallText(files, path))?.match(/^gitdir: (.+)$/m)?.[1];
      if (target === undefined) return undefined;
      return isAbsolute(target) ? target : join(folder, target);
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** A second work tree keeps its branches with the first. */
async function commonFolder(files: Files, folder: string): Promise<string> {
  const common = (await smallText(files, join(folder, 'commondir')))?.trim();
  if (common === undefined || common === '') return folder;
  return isAbsolute(common) ? common : join(folder, common);
}

function commitOf(line: string | undefined): string | undefined {
  const commit = line?.trim();
  return commit !== undefined && commitPattern.test(commit) ? commit : undefined;
}

/** A file of git's; `undefined` where it cannot be read. */
export async function smallText(
  files: Files,
  path: string,
  maxBytes: number = smallFile,
): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await files.read(path, maxBytes));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
