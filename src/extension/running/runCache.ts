import type { History, StoredRun } from '#core/engine.ts';

/** The runs of one root, read once and then only where they changed. */
export interface RunCache {
  /** Newest first. Rejects only with `FileError`, and reads everything again after that. */
  list(): Promise<readonly StoredRun[]>;
  /** The same; the first time perhaps only the newest, and `tell` is called when the others are there. */
  recent(tell: () => void): Promise<readonly StoredRun[]>;
  /** As `History.find`. */
  find(id: string): Promise<StoredRun | undefined>;
  /** These are read again when asked for; without ids: all. */
  forget(ids?: readonly string[]): void;
}

/** More changes than this, and reading everything is no slower. */
const mostOneByOne = 100;
/** So many are there before anybody notices the waiting. */
const firstOnes = 200;

export function openRunCache(history: () => History | undefined): RunCache {
  let known: Promise<readonly StoredRun[]> | undefined;
  let changed = new Set<string>();
  /** While everything is read for the first time. */
  let newest: Promise<readonly StoredRun[]> | undefined;
  let hasRead = false;

  const keep = (reading: Promise<readonly StoredRun[]>): Promise<readonly StoredRun[]> => {
    known = reading;
    reading.then(
      () => {
        hasRead = true;
        newest = undefined;
      },
      () => {
        if (known === reading) known = undefined;
      },
    );
    return reading;
  };
  const list = (): Promise<readonly StoredRun[]> => {
    const from = history();
    if (from === undefined) return Promise.resolve([]);
    const ids = [...changed];
    if (known !== undefined && ids.length === 0) return known;
    changed = new Set();
    const isCheap = known !== undefined && ids.length <= mostOneByOne;
    return keep(isCheap && known !== undefined ? again(from, known, ids) : from.list());
  };
  const listNewest = async (from: History, tell: () => void): Promise<readonly StoredRun[]> => {
    const first = await from.list(firstOnes);
    if (first.length < firstOnes) return known ?? keep(Promise.resolve(first));
    list().then(tell, tell);
    return first;
  };
  return {
    list,
    recent(tell) {
      const from = history();
      if (from === undefined || hasRead) return list();
      if (newest === undefined) {
        const reading = listNewest(from, tell);
        newest = reading;
        reading.catch(() => {
          if (newest === reading) newest = undefined;
        });
      }
      return newest;
    },
    async find(id) {
      const all = known === undefined ? [] : await list();
      return all.find((run) => run.id === id) ?? history()?.find(id);
    },
    forget(ids) {
      if (ids === undefined) known = undefined;
      else for (const id of ids) changed.add(id);
    },
  };
}

async function again(
  history: History,
  known: Promise<readonly StoredRun[]>,
  ids: readonly string[],
): Promise<readonly StoredRun[]> {
  const runs = new Map((await known).map((run) => [run.id, run]));
  for (const id of ids) {
    const run = await history.find(id);
    if (run === undefined) runs.delete(id);
    else runs.set(id, run);
  }
  return [...runs.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
}
