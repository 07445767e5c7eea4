import type { History, StoredRun } from '../engine.ts';
import { leadsOut } from '../files/confine.ts';
import type { Files } from '../ports.ts';
import { readManifest, readSummary, runFolder, runsFolder } from '../store/runFolder.ts';
import { readSnapshot } from '../store/snapshot.ts';
import { ulidPattern } from '../store/ulid.ts';
import { readProgress } from './progress.ts';

/** The runs of one project, as their folders say; nothing is kept in memory between calls. */
export function openHistory(files: Files, root: string): History {
  const load = async (id: string): Promise<StoredRun> => {
    const folder = runFolder(root, id);
    const [manifest, summary] = await Promise.all([
      readManifest(files, folder),
      readSummary(files, folder),
    ]);
    return { id, folder: folder.path, manifest, summary };
  };
  const ids = async (): Promise<readonly string[]> => {
    // Behind a link lie the runs of somebody else, to be neither shown nor deleted.
    if (await leadsOut(files, root, runsFolder(root))) return [];
    const names = await files.list(runsFolder(root));
    return names.filter((name) => ulidPattern.test(name)).toReversed();
  };
  return {
    async list(newest) {
      const runs: StoredRun[] = [];
      for (const some of groups((await ids()).slice(0, newest), atOnce)) {
        runs.push(...(await Promise.all(some.map(load))));
      }
      return runs;
    },
    async find(id) {
      const all = await ids();
      const matching =
        id === 'last' ? all.slice(0, 1) : all.filter((one) => one.startsWith(id.toUpperCase()));
      const [only] = matching;
      return only === undefined || matching.length > 1 ? undefined : load(only);
    },
    async results(run, hear) {
      if (!('value' in run.manifest)) return;
      const { journal } = runFolder(root, run.id);
      const progress = await readProgress(files, journal, run.manifest.value.trials);
      await progress.results(hear, 'all');
    },
    async cases(run, hear, signal) {
      const { cases } = runFolder(root, run.id);
      for await (const some of readSnapshot(files, cases, signal))
        for (const one of some) hear(one);
    },
    remove: (run) => files.remove(run.folder),
  };
}

const atOnce = 32;

function* groups<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
