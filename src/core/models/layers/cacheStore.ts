import { crc32 } from 'node:zlib';
import type { ModelReply } from '#protocol/reply.ts';
import { FileError, type AppendFile, type Files, type Log } from '../../ports.ts';

const newline = 10;
/** Bytes. A shard that grew beyond it is started anew. */
const mostShardBytes = 32 * 1024 * 1024;
const defaultMostBytes = 256 * 1024 * 1024;
const shardName = /^[0-9a-f]{8}-[0-9a-f]\.jsonl$/;

export interface CacheStoreOptions {
  readonly files: Files;
  readonly log: Log;
  /** In the user's cache folder, not in a workspace. */
  readonly folder: string;
  /** Bytes that stay after `close`; what was not used for longest goes first. */
  readonly maxBytes?: number;
}

/**
 * Replies on disk by key. Append-only files, one for each model and first digit of the key: a run
 * reads only what may concern it, each file once and whole; one line is one `write`, with a
 * checksum. Whatever is broken is a miss, and a folder that cannot be written is only not written.
 */
export class CacheStore {
  private readonly options: CacheStoreOptions;
  private readonly shards = new Map<string, Promise<Shard>>();
  private hasWarned = false;

  constructor(options: CacheStoreOptions) {
    this.options = options;
  }

  /** `group`: 8 hex digits; keys of one group share files. */
  async get(group: string, key: string): Promise<ModelReply | undefined> {
    return (await this.shard(group, key)).get(key);
  }

  async put(group: string, key: string, reply: ModelReply): Promise<void> {
    const shard = await this.shard(group, key);
    await this.tryTo(() => shard.put(key, reply));
  }

  /** Closes the files and removes the oldest ones until the rest is small enough. */
  async close(): Promise<void> {
    const shards = await Promise.all(this.shards.values());
    this.shards.clear();
    for (const shard of shards) await this.tryTo(() => shard.close());
    await this.tryTo(() => this.prune());
  }

  private shard(group: string, key: string): Promise<Shard> {
    const name = `${group}-${key.slice(0, 1)}.jsonl`;
    const known = this.shards.get(name);
    if (known !== undefined) return known;
    const shard = loadShard(this.options.files, `${this.options.folder}/${name}`);
    this.shards.set(name, shard);
    return shard;
  }

  private async prune(): Promise<void> {
    const { files, folder, maxBytes = defaultMostBytes } = this.options;
    const found: { readonly path: string; readonly bytes: number; readonly usedMs: number }[] = [];
    for (const name of await files.list(folder)) {
      if (!shardName.test(name)) continue;
      const path = `${folder}/${name}`;
      const stat = await files.stat(path);
      if (stat?.kind !== 'file') continue;
      found.push({ path, bytes: stat.bytes, usedMs: stat.modifiedMs });
    }
    let bytes = found.reduce((sum, one) => sum + one.bytes, 0);
    for (const { path, bytes: size } of found.toSorted((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= maxBytes) return;
      await files.remove(path);
      bytes -= size;
    }
  }

  private async tryTo(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (this.hasWarned) return;
      this.hasWarned = true;
      this.options.log.warn(`The reply cache cannot be written (${error.code}); going on without.`);
    }
  }
}

/** Never fails: a file that cannot be read is an empty one. */
async function loadShard(files: Files, path: string): Promise<Shard> {
  try {
    const bytes = await files.read(path, mostShardBytes);
    return new Shard(files, path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === 'too-large') await files.remove(path).catch(() => undefined);
    return new Shard(files, path, Buffer.alloc(0));
  }
}

/** A line is `["<32 digits>","<8 digits>",{…}]`: key, CRC-32 of the rest, reply. */
const keyAt = 2;
const sumAt = 37;
const bodyAt = 47;

class Shard {
  private readonly files: Files;
  private readonly path: string;
  private readonly bytes: Buffer;
  /** Key → where its last whole line starts. */
  private readonly starts = new Map<string, number>();
  private readonly isTorn: boolean;
  private isUsed = false;
  private output: Promise<AppendFile> | undefined;

  constructor(files: Files, path: string, bytes: Buffer) {
    this.files = files;
    this.path = path;
    this.bytes = bytes;
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      if (end - start > bodyAt)
        this.starts.set(bytes.toString('latin1', start + keyAt, start + 34), start);
      start = end + 1;
    }
    this.isTorn = start < bytes.length;
  }

  get(key: string): ModelReply | undefined {
    const start = this.starts.get(key);
    if (start === undefined) return undefined;
    const body = this.bytes.subarray(start + bodyAt, this.bytes.indexOf(newline, start) - 1);
    if (checksum(body) !== this.bytes.toString('latin1', start + sumAt, start + sumAt + 8)) {
      return undefined;
    }
    this.isUsed = true;
    // The checksum vouches for what `put` wrote.
    return JSON.parse(body.toString()) as ModelReply;
  }

  async put(key: string, reply: ModelReply): Promise<void> {
    const body = JSON.stringify(reply);
    this.output ??= this.open();
    const output = await this.output;
    output.append(`["${key}","${checksum(body)}",${body}]\n`);
  }

  /** A file that was only read is touched, so that pruning knows it is in use. */
  async close(): Promise<void> {
    if (this.output === undefined && !this.isUsed) return;
    const isOnlyRead = this.output === undefined;
    const output = await (this.output ??= this.open());
    try {
      if (isOnlyRead) output.append('\n');
    } finally {
      await output.close();
    }
  }

  private async open(): Promise<AppendFile> {
    const output = await this.files.openAppend(this.path);
    // A line that a crash cut short must not swallow the next one.
    if (this.isTorn) output.append('\n');
    return output;
  }
}

function checksum(data: Buffer | string): string {
  return crc32(data).toString(16).padStart(8, '0');
}
