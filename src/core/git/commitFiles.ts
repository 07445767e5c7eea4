import { isAbsolute, join, relative, sep } from 'node:path';
import {
  FileError,
  type AppendFile,
  type Replacement,
  type Files,
  type FileStat,
} from '../ports.ts';
import { GitError, type Git } from './git.ts';
import { readTree, type TreeEntry } from './repository.ts';

/**
 * The files of a commit as a disk that nobody can write to: the working tree is neither read nor touched. Links are not
 * followed: what they lead to is not part of the commit. Rejects with `GitError`.
 */
export async function commitFiles(
  git: Git,
  commit: string,
  root: string,
  signal?: AbortSignal,
): Promise<Files> {
  const entries = new Map<string, TreeEntry>();
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const entry of await readTree(git, commit, signal)) {
    entries.set(entry.path, entry);
    addToFolders(folders, entry.path);
  }
  const contents = new Map<string, Uint8Array>();
  const inside = (path: string): string | undefined => {
    const way = relative(root, path);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
    return sep === '/' ? way : way.replaceAll(sep, '/');
  };
  const entryOf = (path: string): TreeEntry => {
    const entry = entries.get(inside(path) ?? '..');
    if (entry?.kind === 'file') return entry;
    const code = entry === undefined ? 'missing' : 'not-a-file';
    throw new FileError(code, path, `${path} is not a file of the commit ${commit.slice(0, 10)}.`);
  };
  async function* stream(path: string): AsyncGenerator<Uint8Array, void, undefined> {
    const { object } = entryOf(path);
    const known = contents.get(object);
    if (known !== undefined) {
      yield known;
      return;
    }
    try {
      yield* git.bytes(['cat-file', 'blob', object], signal);
    } catch (error) {
      if (error instanceof GitError) throw new FileError('io', path, unread(path, error));
      throw error;
    }
  }
  const read = async (path: string, maxBytes: number): Promise<Uint8Array> => {
    const { object, bytes } = entryOf(path);
    if (bytes > maxBytes) {
      throw new FileError('too-large', path, `${path} has more than ${maxBytes} bytes.`);
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of stream(path)) pieces.push(piece);
    const content = Buffer.concat(pieces);
    contents.set(object, content);
    return content;
  };
  return {
    ...readOnly,
    read,
    async readPart(path, { from, bytes }) {
      const whole = await read(path, Number.POSITIVE_INFINITY);
      return whole.subarray(from, from + bytes);
    },
    stream,
    stat: (path) => Promise.resolve(statOf(inside(path), entries, folders)),
    list: (folder) => {
      const names = folders.get(inside(folder) ?? '..') ?? new Set<string>();
      return Promise.resolve([...names].toSorted());
    },
    realPath(path) {
      const isThere = statOf(inside(path), entries, folders) !== undefined;
      return isThere
        ? Promise.resolve(path)
        : Promise.reject(new FileError('missing', path, `${path} does not exist.`));
    },
  };
}

function addToFolders(folders: Map<string, Set<string>>, path: string): void {
  let folder = '';
  for (const name of path.split('/')) {
    const names = folders.get(folder) ?? new Set();
    names.add(name);
    folders.set(folder, names);
    folder = folder === '' ? name : `${folder}/${name}`;
  }
}

function statOf(
  path: string | undefined,
  entries: ReadonlyMap<string, TreeEntry>,
  folders: ReadonlyMap<string, unknown>,
): FileStat | undefined {
  if (path === undefined) return undefined;
  const entry = entries.get(path);
  if (entry !== undefined) {
    const kind = entry.kind === 'file' ? 'file' : 'other';
    return { kind, bytes: entry.bytes, modifiedMs: 0 };
  }
  return folders.has(path) ? { kind: 'folder', bytes: 0, modifiedMs: 0 } : undefined;
}

function unread(path: string, { message }: GitError): string {
  return `git has no content of ${path} (${message}); a clone without its objects has to fetch them first.`;
}

const refuse = (path: string): Promise<never> =>
  Promise.reject(new FileError('read-only', join(path), 'A commit cannot be written to.'));

const readOnly = {
  makeFolder: refuse,
  writeAtomic: refuse,
  openAppend: (path: string): Promise<AppendFile> => refuse(path),
  openReplacement: (path: string): Promise<Replacement> => refuse(path),
  remove: refuse,
} satisfies Partial<Files>;
