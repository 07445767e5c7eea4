import type { History, StoredRun } from '#core/engine.ts';
import type { RunLine } from '#protocol/history.ts';

/** The runs of one root, read once and then only where they changed. */
export interface RunCache {
  /** Newest first. Rejects only with `FileError`, and reads everything again after that. */
  list(): Promise<readonly StoredRun[]>;
  /** A line for each, newest first: quick for thousands. The same list until something changes. */
  lines(): Promise<readonly RunLine[]>;
  /** These, in their order. */
  load(ids: readonly string[]): Promise<readonly StoredRun[]>;
  /** As `History.find`. */
  find(id: string): Promise<StoredRun | undefined>;
  /** These are read again when asked for; without ids: all. */
  forget(ids?: readonly string[]): void;
}

/** More changes than this, and reading everything is no slower. */
const mostOneByOne = 100;

/** `mayKeep`: whether the index of the lines may be written. */
export function openRunCache(history: () => History | undefined, mayKeep: () => boolean): RunCache {
  let known: Promise<readonly StoredRun[]> | undefined;
  let changed = new Set<string>();
  let lines: Promise<readonly RunLine[]> | undefined;

  const keep = (reading: Promise<readonly StoredRun[]>): Promise<readonly StoredRun[]> => {
    known = reading;
    reading.catch(() => {
      if (known === reading) known = undefined;
    });
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
  return {
    list,
    lines() {
      if (lines !== undefined) return lines;
      const reading = history()?.lines(mayKeep()) ?? Promise.resolve([]);
      lines = reading;
      reading.catch(() => {
        if (lines === reading) lines = undefined;
      });
      return reading;
    },
    async load(ids) {
      if (known === undefined) return history()?.load(ids) ?? [];
      const all = new Map((await list()).map((run) => [run.id, run]));
      return ids.flatMap((id) => all.get(id) ?? []);
    },
    async find(id) {
      const all = known === undefined ? [] : await list();
      return all.find((run) => run.id === id) ?? history()?.find(id);
    },
    forget(ids) {
      lines = undefined;
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
