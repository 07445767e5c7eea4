import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Unix mode, such as that of a link. */
  readonly mode?: number;
  /** What the zip says of the size, where that is a lie. */
  readonly claimed?: number;
  readonly crc?: number;
  readonly flags?: number;
}

/** A zip, also one that no program would write. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, claimed, crc, flags = 0x800 } of entries) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc ?? crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(claimed ?? bytes.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, title, packed]);
    const central = Buffer.alloc(16);
    central.writeUInt32LE((mode << 16) >>> 0, 8);
    central.writeUInt32LE(offset, 12);
    const head = Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), facts]);
    // The local header's length of extra fields stands last in it; here comments and the rest follow.
    centrals.push(Buffer.concat([head, central.subarray(2), title]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}
