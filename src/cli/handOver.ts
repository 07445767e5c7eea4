import { relative, resolve } from 'node:path';
import { clearPart, putPart } from '#core/shards/partFolder.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { App } from './compose.ts';
import type { Context } from './context.ts';

export interface HandOver {
  /** Before anything else: nothing of an earlier run is left there. */
  clear(part: { readonly index: number; readonly of: number } | undefined): Promise<void>;
  /** After the end of a part's run. */
  put(manifest: Pick<RunManifest, 'id' | 'shard'>): Promise<void>;
}

/** Puts parts where whoever merges finds them; nothing where no folder is named. Rejects with `FileError`. */
export function openHandOver(
  { engine, files }: App,
  { cwd, terminal: { err } }: Pick<Context, 'cwd' | 'terminal'>,
  named: string | undefined,
): HandOver | undefined {
  if (named === undefined) return undefined;
  const folder = resolve(cwd, named);
  return {
    async clear(part) {
      if (part !== undefined) await clearPart(files, folder, part);
    },
    async put({ id, shard }) {
      const run = await engine.history.find(id);
      if (run === undefined || shard === undefined) return;
      const path = await putPart(files, run, folder, shard);
      err.line(`The part is in ${relative(cwd, path).replaceAll('\\', '/')}, for "assay merge"`);
    },
  };
}
