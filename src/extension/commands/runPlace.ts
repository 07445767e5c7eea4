import { basename, dirname } from 'node:path';
import { isUlid } from '#core/store/ulid.ts';

/** The run that a folder, or a file in it, belongs to: what the explorer hands to a command. `undefined`: none. */
export function runPlaceOf(
  value: unknown,
): { readonly root: string; readonly id: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { scheme, fsPath } = value as { readonly scheme?: unknown; readonly fsPath?: unknown };
  if (scheme !== 'file' || typeof fsPath !== 'string') return undefined;
  for (const folder of [fsPath, dirname(fsPath)]) {
    const runs = dirname(folder);
    const own = dirname(runs);
    const isRun = isUlid(basename(folder)) && basename(runs) === 'runs';
    if (isRun && basename(own) === '.assay') return { root: dirname(own), id: basename(folder) };
  }
  return undefined;
}
