import {
  FileError,
  type AppendFile,
  type Files,
  type FileStat,
  type Replacement,
} from '#core/ports.ts';

/** A disk in memory. Every write is a tick later than the one before. */
export class MemoryFiles implements Files {
  private readonly contents = new Map<string, { bytes: Buffer; modifiedMs: number }>();
  private ticks = 0;
  /** Paths written as a whole, in order. */
  readonly written: string[] = [];
  /** Set: every write fails so. */
  failure: FileError | undefined;

  text(path: string): string | undefined {
    return this.contents.get(path)?.bytes.toString();
  }

  put(path: string, content: string | Uint8Array): void {
    this.ticks += 1;
    this.contents.set(path, { bytes: Buffer.from(content), modifiedMs: this.ticks });
  }

  get paths(): string[] {
    return [...this.contents.keys()].toSorted();
  }

  read(path: string, maxBytes: number): Promise<Uint8Array> {
    const found = this.contents.get(path);
    if (found === undefined) return Promise.reject(new FileError('missing', path, 'missing'));
    if (found.bytes.length > maxBytes) {
      return Promise.reject(new FileError('too-large', path, 'too large'));
    }
    return Promise.resolve(found.bytes);
  }

  async readPart(
    path: string,
    { from, bytes }: { readonly from: number; readonly bytes: number },
  ): Promise<Uint8Array> {
    const whole = await this.read(path, Number.POSITIVE_INFINITY);
    return whole.subarray(from, from + bytes);
  }

  async *stream(path: string): AsyncIterable<Uint8Array> {
    const bytes = await this.read(path, Number.POSITIVE_INFINITY);
    // Small pieces at first, so that lines and characters are cut.
    const small = Math.min(bytes.length, 6100);
    for (let at = 0; at < small; at += 61) yield bytes.subarray(at, Math.min(at + 61, small));
    for (let at = small; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }

  stat(path: string): Promise<FileStat | undefined> {
    const found = this.contents.get(path);
    return Promise.resolve(
      found && { kind: 'file', bytes: found.bytes.length, modifiedMs: found.modifiedMs },
    );
  }

  list(folder: string): Promise<readonly string[]> {
    return Promise.resolve(
      this.paths
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    );
  }

  realPath(path: string): Promise<string> {
    return Promise.resolve(path);
  }

  makeFolder(): Promise<void> {
    return Promise.resolve();
  }

  writeAtomic(path: string, text: string): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.written.push(path);
    this.put(path, text);
    return Promise.resolve();
  }

  openAppend(path: string, truncateTo?: number): Promise<AppendFile> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const before = this.contents.get(path)?.bytes;
    if (before === undefined) this.put(path, '');
    else if (truncateTo !== undefined) this.put(path, before.subarray(0, truncateTo));
    return Promise.resolve({
      append: (text) => {
        if (this.failure !== undefined) throw this.failure;
        this.put(path, Buffer.concat([this.contents.get(path)!.bytes, Buffer.from(text)]));
      },
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    });
  }

  openReplacement(path: string): Promise<Replacement> {
    let text = '';
    return Promise.resolve({
      append: (piece) => {
        text += piece;
      },
      commit: () => this.writeAtomic(path, text),
      discard: () => Promise.resolve(),
    });
  }

  remove(path: string): Promise<void> {
    this.contents.delete(path);
    return Promise.resolve();
  }
}
