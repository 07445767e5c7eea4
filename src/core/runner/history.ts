import { basename, join } from 'node:path';
import { groups } from '#base/groups.ts';
import type { History, StoredRun } from '../engine.ts';
import { leadsOut } from '../files/confine.ts';
import type { Clock, Files } from '../ports.ts';
import { filesOfRun, readManifest, readSummary, runsFolder } from '../store/runFolder.ts';
import type { RunFolder } from '../store/runFolder.ts';
import { readRunIndex, writeRunIndex, type IndexedRun, type RunIndex } from '../store/runIndex.ts';
import { readCaseAt, readPlacedCases } from '../store/snapshot.ts';
import { isUlid } from '../store/ulid.ts';
import { readResultAt, readResults } from './progress.ts';
import { runLineOf } from './runLine.ts';

/** The runs of one project, as their folders say; nothing is kept in memory between calls. */
export function openHistory(files: Files, clock: Pick<Clock, 'now'>, root: string): History {
  const runs = runsFolder(root);
  const loadFrom = async (folder: RunFolder): Promise<StoredRun> => {
    const [manifest, summary] = await Promise.all([
      readManifest(files, folder),
      readSummary(files, folder),
    ]);
    return { id: folder.id, folder: folder.path, manifest, summary };
  };
  const load = (id: string): Promise<StoredRun> => loadFrom(filesOfRun(id, join(runs, id)));
  const loadAll = async (wanted: readonly string[]): Promise<readonly StoredRun[]> => {
    const found: StoredRun[] = [];
    for (const some of groups(wanted, atOnce)) found.push(...(await Promise.all(some.map(load))));
    return found;
  };
  const ids = async (): Promise<readonly string[]> => {
    // Behind a link lie the runs of somebody else, to be neither shown nor deleted.
    if (await leadsOut(files, root, runs)) return [];
    const names = await files.list(runs);
    return names.filter((name) => isUlid(name)).toReversed();
  };
  const indexed = async (id: string, known: IndexedRun | undefined): Promise<IndexedRun> => {
    // Looked at before the files are: what is written meanwhile makes the line one of yesterday, not a false one.
    const stampMs = (await files.stat(join(runs, id)))?.modifiedMs ?? 0;
    if (known?.stampMs === stampMs) return known;
    return { stampMs, line: runLineOf(await load(id)) };
  };
  return {
    list: async (newest) => loadAll((await ids()).slice(0, newest)),
    count: async () => (await ids()).length,
    load: loadAll,
    async lines(keep) {
      const [all, known] = await Promise.all([ids(), readRunIndex(files, root)]);
      const found: IndexedRun[] = [];
      for (const some of groups(all, looksAtOnce)) {
        found.push(...(await Promise.all(some.map((id) => indexed(id, known.get(id))))));
      }
      if (keep) {
        const settled = found.filter((run) => isSettled(run, clock.now()));
        const isNews = settled.length !== known.size || settled.some((run) => !isSame(run, known));
        const index = new Map(settled.map((run) => [run.line.id, run]));
        if (isNews) await writeRunIndex(files, root, index);
      }
      return found.map(({ line }) => line);
    },
    async find(id) {
      const all = await ids();
      if (id === 'last' || id === 'previous') {
        const named = all[id === 'last' ? 0 : 1];
        return named === undefined ? undefined : load(named);
      }
      const [only, ...others] = all.filter((one) => one.startsWith(id.toUpperCase()));
      return only === undefined || others.length > 0 ? undefined : load(only);
    },
    async at(path) {
      const stored = await loadFrom(filesOfRun(basename(path), path));
      const { manifest } = stored;
      return 'value' in manifest ? { ...stored, id: manifest.value.id } : stored;
    },
    async results(run, hear) {
      if (!('value' in run.manifest)) return;
      const { journal } = filesOfRun(run.id, run.folder);
      await readResults(files, journal, run.manifest.value.trials, hear);
    },
    async cases(run, hear, signal) {
      const { cases } = filesOfRun(run.id, run.folder);
      for await (const some of readPlacedCases(files, cases, signal))
        for (const { one, at } of some) hear(one, at);
    },
    resultAt: (run, at) => readResultAt(files, filesOfRun(run.id, run.folder).journal, at),
    caseAt: (run, at) => readCaseAt(files, filesOfRun(run.id, run.folder).cases, at),
    remove: (run) => files.remove(run.folder),
  };
}

const atOnce = 32;
const looksAtOnce = 1024;
/** Clocks of disks are coarse: what changed so lately may change once more without another time. */
const settlesMs = 2000;

function isSame(run: IndexedRun, known: RunIndex): boolean {
  return known.get(run.line.id) === run;
}

/** A run without an end is looked at again every time: its journal grows without a trace on its folder. */
function isSettled({ stampMs, line }: IndexedRun, nowMs: number): boolean {
  return line.state !== 'unended' && stampMs > 0 && nowMs - stampMs > settlesMs;
}
