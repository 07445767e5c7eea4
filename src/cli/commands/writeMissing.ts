import { dirname, join, relative } from 'node:path';
import type { Files } from '#core/ports.ts';
import type { Echo } from '../terminal/echo.ts';

/** Paths as they were named, in their order. */
export interface WrittenFiles {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Writes what is not there yet. Never replaces anything: what is there is listed as kept. `texts`: path below the folder → text. */
export async function writeMissing(
  files: Files,
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<WrittenFiles> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name);
    if ((await files.stat(path)) !== undefined) {
      kept.push(name);
      continue;
    }
    await files.makeFolder(dirname(path));
    await files.writeAtomic(path, text);
    written.push(name);
  }
  return { written, kept };
}

export function tellWritten(
  out: Echo,
  cwd: string,
  folder: string,
  { written, kept }: WrittenFiles,
): void {
  const shown = (name: string): string => relative(cwd, join(folder, name)).replaceAll('\\', '/');
  for (const name of written) out.line(['good', 'written'], `     ${shown(name)}`);
  for (const name of kept) out.line(['caution', 'left alone'], `  ${shown(name)}`);
}
