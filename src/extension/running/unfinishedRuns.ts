import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isUlid } from '#core/store/ulid.ts';

/** Follows a run of another process to its end. */
export interface UnfinishedRuns {
  /** Something happened among the runs of a root. Resolves when it is known whether there is one to follow. */
  look(root: string): Promise<void>;
  dispose(): void;
}

const everyMs = 1500;
/** Half an hour: a run that was killed never comes to an end. */
const mostLooks = 1200;

/**
 * Systems lose what happens in a folder that was made a moment ago, and a run makes its folder first. So the newest run
 * that has no end yet is looked at until it has one. `tell` hears of its beginning and of its end.
 */
export function followUnfinished(
  isOwn: (id: string) => boolean,
  tell: (root: string, id: string) => void,
): UnfinishedRuns {
  const followed = new Map<string, NodeJS.Timeout>();
  let isOver = false;
  const stop = (id: string): void => {
    clearInterval(followed.get(id));
    followed.delete(id);
  };
  const follow = (root: string, id: string, from: Stage): void => {
    let looks = 0;
    let stage = from;
    const timer = setInterval(() => {
      looks += 1;
      // Its folder is heard of before the window knows that it is its own.
      if (isOwn(id)) {
        stop(id);
        return;
      }
      void stageOf(root, id).then((now) => {
        const isLast = now === 'ended' || looks >= mostLooks;
        if (now === stage && !isLast) return;
        stage = now;
        if (followed.has(id) && !isOver) tell(root, id);
        if (isLast) stop(id);
      });
    }, everyMs);
    followed.set(id, timer);
  };
  return {
    async look(root) {
      const id = await newestRun(root);
      if (id === undefined || isOwn(id) || followed.has(id)) return;
      const stage = await stageOf(root, id);
      if (stage !== 'ended' && !isOver && !followed.has(id)) follow(root, id, stage);
    },
    dispose() {
      isOver = true;
      for (const id of followed.keys()) stop(id);
    },
  };
}

async function newestRun(root: string): Promise<string | undefined> {
  const names = await readdir(join(root, '.assay', 'runs')).catch(() => []);
  return names
    .filter((name) => isUlid(name))
    .toSorted()
    .at(-1);
}

type Stage = 'planned' | 'begun' | 'ended';

/** A run whose folder is gone has ended too. */
async function stageOf(root: string, id: string): Promise<Stage> {
  const folder = join(root, '.assay', 'runs', id);
  if ((await exists(join(folder, 'summary.json'))) || !(await exists(folder))) return 'ended';
  return (await exists(join(folder, 'manifest.json'))) ? 'begun' : 'planned';
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
