import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { FileError, type Files } from '../ports.ts';
import {
  ArtefactError,
  artefactBounds,
  tooLarge,
  type Artefact,
  type ArtefactFile,
} from './artefact.ts';

/** A zip on disk. What it says of itself is checked here, and what comes out of it while it is read. */
export async function openZip(files: Files, path: string, bytes: number): Promise<Artefact> {
  if (bytes > artefactBounds.zipBytes) throw tooLarge(`${path} has ${megabytes(bytes)}`);
  const reader = new FilesReader(files, path);
  const options = { autoClose: false, strictFileNames: true, validateEntrySizes: true };
  const zip = await asked(() => fromRandomAccessReaderPromise(reader, bytes, options));
  const found: ArtefactFile[] = [];
  let total = 0;
  await asked(async () => {
    for await (const entry of zip.eachEntry()) {
      refuseOdd(entry);
      // A folder of its own.
      if (entry.fileName.endsWith('/')) continue;
      total += entry.uncompressedSize;
      if (total > artefactBounds.bytes) throw tooLarge(`It unpacks to ${megabytes(total)}`);
      if (found.length >= artefactBounds.files) throw tooLarge(`It holds ${zip.entryCount} files`);
      found.push(fileOf(zip, entry));
    }
  });
  return {
    files: found,
    async [Symbol.asyncDispose]() {
      zip.close();
      await Promise.resolve();
    },
  };
}

const kindMask = 0xf000;
const kinds = { link: 0xa000, file: 0x8000, folder: 0x4000 } as const;

function refuseOdd(entry: Entry): void {
  const { fileName, uncompressedSize, compressedSize, externalFileAttributes } = entry;
  const kind = (externalFileAttributes >>> 16) & kindMask;
  if (kind !== 0 && kind !== kinds.file && kind !== kinds.folder) {
    throw new ArtefactError(
      'link',
      'It holds a link, or something else that is no file.',
      'Nothing was taken from it. Keep the files themselves.',
    );
  }
  if (entry.isEncrypted()) {
    throw new ArtefactError('encrypted', 'It has a password.', 'Unpack it, and name the folder.');
  }
  if (!entry.canDecodeFileData()) {
    throw damaged(`"${fileName.slice(0, 80)}" is packed in a way that is not known here`);
  }
  const { growth, growthFrom } = artefactBounds;
  if (uncompressedSize > growthFrom && uncompressedSize > growth * compressedSize) {
    throw tooLarge(`A file in it grows to more than ${growth} times its size`);
  }
}

function fileOf(zip: ZipFile, entry: Entry): ArtefactFile {
  return {
    name: entry.fileName,
    bytes: entry.uncompressedSize,
    async *read(signal) {
      let seal = 0;
      const stream = await asked(() => zip.openReadStreamPromise(entry));
      const stop = (): void => {
        stream.destroy();
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        for await (const piece of stream as AsyncIterable<Uint8Array>) {
          signal.throwIfAborted();
          seal = crc32(piece, seal);
          yield piece;
        }
      } catch (error) {
        signal.throwIfAborted();
        throw known(error);
      } finally {
        signal.removeEventListener('abort', stop);
        stream.destroy();
      }
      if (seal !== entry.crc32) throw damaged(`the checksum of "${entry.fileName}" is wrong`);
    },
  };
}

const pieceBytes = 64 * 1024;

/** Reads through the engine's own disk. */
class FilesReader extends RandomAccessReader {
  private readonly files: Files;
  private readonly path: string;

  constructor(files: Files, path: string) {
    super();
    this.files = files;
    this.path = path;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.pieces(start, end), { objectMode: false });
  }

  private async *pieces(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let from = start; from < end; from += pieceBytes) {
      const bytes = Math.min(pieceBytes, end - from);
      const piece = await this.files.readPart(this.path, { from, bytes });
      yield piece;
      if (piece.byteLength < bytes) return;
    }
  }
}

async function asked<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw known(error);
  }
}

function known(error: unknown): Error {
  if (error instanceof ArtefactError || error instanceof FileError) return error;
  const why = error instanceof Error ? error.message : String(error);
  // The package says so in words alone.
  if (/^(invalid characters in fileName|absolute path|invalid relative path)/.test(why)) {
    return new ArtefactError(
      'unsafe-name',
      'It holds a file whose name leads out of its folder.',
      'Nothing was taken from it. Look where it came from.',
    );
  }
  return damaged(why.slice(0, 200));
}

function damaged(why: string): ArtefactError {
  return new ArtefactError(
    'damaged',
    `It is no zip that can be read: ${why}.`,
    'Download it again, or unpack it and name the folder.',
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MB`;
}
