import { createHash } from 'node:crypto';
import type { Files } from '../ports.ts';

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of a file of any size, in hex. Throws `FileError`. */
export async function sha256OfFile(files: Files, path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of files.stream(path)) hash.update(piece);
  return hash.digest('hex');
}
