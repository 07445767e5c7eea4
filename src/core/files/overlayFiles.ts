import { dirname, sep } from 'node:path';
import { FileError, type AppendFile, type Files, type FileStat } from '../ports.ts';

/** What was written over a disk, by path. Several overlays may share one. */
export class WrittenFiles {
  readonly files: Map<string, Buffer> = new Map();
  readonly folders: Set<string> = new Set();

  put(path: string, content: Uint8Array | string): void {
    this.files.set(path, Buffer.from(content));
    this.addFolder(dirname(path));
  }

  addFolder(path: string): void {
    for (let folder = path; !this.folders.has(folder); folder = dirname(folder)) {
      this.folders.add(folder);
    }
  }
}

/** What stands below `root` is of `inside`, everything else of `outside`. */
export function filesByPlace(root: string, inside: Files, outside: Files): Files {
  const of = (path: string): Files =>
    path === root || path.startsWith(`${root}${sep}`) ? inside : outside;
  return {
    read: (path, maxBytes) => of(path).read(path, maxBytes),
    readPart: (path, part) => of(path).readPart(path, part),
    stream: (path, signal) => of(path).stream(path, signal),
    stat: (path) => of(path).stat(path),
    list: (folder) => of(folder).list(folder),
    realPath: (path) => of(path).realPath(path),
    makeFolder: (path) => of(path).makeFolder(path),
    writeAtomic: (path, text) => of(path).writeAtomic(path, text),
    openAppend: (path, truncateTo) => of(path).openAppend(path, truncateTo),
    openReplacement: (path) => of(path).openReplacement(path),
    remove: (path) => of(path).remove(path),
  };
}

/** Reads from `below`, and keeps whatever is written in memory: nothing of it reaches a disk. */
export function overlayFiles(below: Files, written: WrittenFiles): Files {
  const { files } = written;
  const known = (path: string): Buffer | undefined => files.get(path);
  return {
    async read(path, maxBytes) {
      const own = known(path);
      if (own === undefined) return below.read(path, maxBytes);
      if (own.byteLength > maxBytes) {
        throw new FileError('too-large', path, `${path} has more than ${maxBytes} bytes.`);
      }
      return own;
    },
    readPart(path, part) {
      const own = known(path);
      if (own === undefined) return below.readPart(path, part);
      return Promise.resolve(own.subarray(part.from, part.from + part.bytes));
    },
    async *stream(path, signal) {
      const own = known(path);
      if (own === undefined) yield* below.stream(path, signal);
      else yield own;
    },
    async stat(path): Promise<FileStat | undefined> {
      const own = known(path);
      if (own !== undefined) return { kind: 'file', bytes: own.byteLength, modifiedMs: 0 };
      if (written.folders.has(path)) return { kind: 'folder', bytes: 0, modifiedMs: 0 };
      return below.stat(path);
    },
    async list(folder) {
      const names = new Set(await below.list(folder));
      for (const path of [...files.keys(), ...written.folders]) {
        if (dirname(path) === folder && path !== folder) names.add(path.slice(folder.length + 1));
      }
      return [...names].toSorted();
    },
    realPath: (path) =>
      files.has(path) || written.folders.has(path) ? Promise.resolve(path) : below.realPath(path),
    makeFolder(path) {
      written.addFolder(path);
      return Promise.resolve();
    },
    writeAtomic(path, text) {
      written.put(path, text);
      return Promise.resolve();
    },
    async openAppend(path, truncateTo) {
      const before = known(path) ?? Buffer.alloc(0);
      return appendTo(
        written,
        path,
        truncateTo === undefined ? before : before.subarray(0, truncateTo),
      );
    },
    openReplacement(path) {
      const pieces: string[] = [];
      return Promise.resolve({
        append(text) {
          pieces.push(text);
        },
        commit() {
          written.put(path, pieces.join(''));
          return Promise.resolve();
        },
        discard: () => Promise.resolve(),
      });
    },
    remove(path) {
      for (const one of files.keys()) {
        if (one === path || one.startsWith(`${path}${sep}`)) files.delete(one);
      }
      written.folders.delete(path);
      return Promise.resolve();
    },
  };
}

/** Pieces are joined when somebody reads. */
function appendTo(written: WrittenFiles, path: string, before: Buffer): AppendFile {
  const pieces: Buffer[] = [before];
  const join = (): void => {
    if (pieces.length === 1) return;
    pieces.splice(0, pieces.length, Buffer.concat(pieces));
    written.put(path, pieces[0] ?? before);
  };
  written.put(path, before);
  return {
    append(text) {
      pieces.push(Buffer.from(text));
    },
    flush() {
      join();
      return Promise.resolve();
    },
    close() {
      join();
      return Promise.resolve();
    },
  };
}
