/** What the engine needs of the world. Two programs fill these in; tests fill them with fakes. */
export interface Ports {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly fetch: Fetch;
  readonly random: Random;
}

/** Both programs give a `fetch` that follows the standard; only `models/egress.ts` calls it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A uniform number in [0, 1). */
export type Random = () => number;

export interface Clock {
  /** Milliseconds since 1970. May jump. */
  now(): number;
  /** Milliseconds from some fixed point. Never goes back; every duration and timer uses it. */
  monotonic(): number;
  /** Calls `fire` once after `delayMs`. Gives the function that cancels it. */
  timer(delayMs: number, fire: () => void): () => void;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** A key that does not show itself when printed, logged or serialised. */
export interface Secret {
  /** Where it came from, for messages: `environment variable OPENAI_API_KEY`. */
  readonly ref: string;
  reveal(): string;
}

export interface Secrets {
  /** The key of a provider, bound by the caller to the provider's own origin. `undefined`: none is set. */
  get(provider: string): Promise<Secret | undefined>;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A file that only grows. One writer. */
export interface AppendFile {
  /** Hands the text to the operating system before it returns: a killed process does not lose it. Throws `FileError`. */
  append(text: string): void;
  /** Resolves when the disk has it. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** A text, written in pieces, that takes a file's place once it is whole. */
export interface Replacement {
  /** Throws `FileError`. */
  append(text: string): void;
  /** A reader sees the old file until here, and the new one from here on. */
  commit(): Promise<void>;
  /** Leaves the old file as it was. Does nothing after `commit`. */
  discard(): Promise<void>;
}

/** Every method throws only `FileError`. Paths are absolute. */
export interface Files {
  /** The whole file. Refuses anything but a regular file, and more than `maxBytes`, without waiting on a pipe. */
  read(path: string, maxBytes: number): Promise<Uint8Array>;
  /** What stands in the file there; shorter where the file ends before. Refuses anything but a regular file. */
  readPart(
    path: string,
    part: { readonly from: number; readonly bytes: number },
  ): Promise<Uint8Array>;
  /** The file in pieces of about 64 KB. Refuses anything but a regular file. */
  stream(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** `undefined` where there is nothing. Follows links. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted; empty where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  /** The path without links. */
  realPath(path: string): Promise<string>;
  makeFolder(path: string): Promise<void>;
  /** All or nothing: a reader sees the old file or the new one. */
  writeAtomic(path: string, text: string): Promise<void>;
  /** Opens for appending, creates what is missing; `truncateTo` first cuts a torn tail off. */
  openAppend(path: string, truncateTo?: number): Promise<AppendFile>;
  /** The folder has to be there. A link is replaced, not followed; anything but a regular file is refused. */
  openReplacement(path: string): Promise<Replacement>;
  remove(path: string): Promise<void>;
}

export type FileErrorCode =
  | 'missing'
  | 'no-access'
  | 'not-a-file'
  | 'too-large'
  | 'outside'
  | 'no-space'
  | 'read-only'
  | 'io';

export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;

  constructor(code: FileErrorCode, path: string, message: string) {
    super(message);
    this.name = 'FileError';
    this.code = code;
    this.path = path;
  }
}
