import { join } from 'node:path';
import { isMaybe, isNumber, isShape, isText, isWhole } from '#base/guard.ts';
import { leadsOut } from '../files/confine.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Clock, type Files } from '../ports.ts';
import { isUlid } from '../store/ulid.ts';

/** A run that is to be in MLflow and is not there yet. What is sent is made of the run's own files when its time has come. */
export interface OutboxEntry {
  readonly version: number;
  readonly run: string;
  /** The server that it was meant for; it goes to no other. */
  readonly trackingUri: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly attempts: number;
  /** Not before. Milliseconds since 1970. */
  readonly nextAt: number;
  readonly lastError?: string | undefined;
}

const most = 500;
/** Milliseconds. What waits for longer is given up. */
export const longestWaitMs: number = 30 * 24 * 3_600_000;
const firstPauseMs = 30_000;
const longestPauseMs = 6 * 3_600_000;

export interface Outbox {
  /** Oldest first. Whatever cannot be read is not there. Never rejects. */
  list(): Promise<readonly OutboxEntry[]>;
  /** Gives the runs, the oldest, that had to leave to make room. Rejects with `FileError`. */
  put(run: string, trackingUri: string): Promise<readonly string[]>;
  failed(run: string, why: string): Promise<void>;
  remove(run: string): Promise<void>;
  /** Makes the folder. The file that two pushes of one project must not hold at once. */
  lockPath(): Promise<string>;
}

/** `.assay/outbox/mlflow`: a file a run, left out of git. */
export function openOutbox(files: Files, clock: Pick<Clock, 'now'>, root: string): Outbox {
  const way = ['.assay', 'outbox', 'mlflow'];
  const folder = join(root, ...way);
  const pathOf = (run: string): string => join(folder, `${run}.json`);
  const make = async (): Promise<void> => {
    await makeOwnFolder(files, root, way, 'what waits for MLflow is');
    const ignore = join(root, '.assay', 'outbox', '.gitignore');
    if ((await files.stat(ignore)) === undefined) await files.writeAtomic(ignore, '*\n');
  };
  const write = (entry: OutboxEntry): Promise<void> =>
    files.writeAtomic(pathOf(entry.run), `${JSON.stringify(entry)}\n`);
  const read = async (run: string): Promise<OutboxEntry | undefined> => {
    try {
      const bytes = await files.read(pathOf(run), 64 * 1024);
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return isEntry(value) && value.version === 1 && value.run === run ? value : undefined;
    } catch (error) {
      if (error instanceof FileError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
  const runs = async (): Promise<readonly string[]> => {
    try {
      if (await leadsOut(files, root, folder)) return [];
      const names = (await files.list(folder)).map((name) => name.replace(/\.json$/, ''));
      return names.filter((name) => isUlid(name));
    } catch (error) {
      if (error instanceof FileError) return [];
      throw error;
    }
  };
  return {
    async list() {
      const found: OutboxEntry[] = [];
      for (const run of await runs()) {
        const entry = await read(run);
        if (entry !== undefined) found.push(entry);
      }
      return found;
    },
    async put(run, trackingUri) {
      await make();
      const before = await read(run);
      const since = before?.since ?? clock.now();
      const isSame = before?.trackingUri === trackingUri;
      await write({
        version: 1,
        run,
        trackingUri,
        since,
        attempts: isSame ? before.attempts : 0,
        nextAt: isSame ? before.nextAt : since,
      });
      const all = await runs();
      const others = all.filter((one) => one !== run);
      const gone = others.slice(0, Math.max(0, all.length - most));
      for (const one of gone) await files.remove(pathOf(one));
      return gone;
    },
    async failed(run, why) {
      const entry = await read(run);
      if (entry === undefined) return;
      const attempts = entry.attempts + 1;
      const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, attempts - 1));
      await write({
        ...entry,
        attempts,
        nextAt: clock.now() + pause,
        lastError: why.slice(0, 500),
      });
    },
    remove: (run) => files.remove(pathOf(run)),
    async lockPath() {
      await make();
      return join(folder, 'lock');
    },
  };
}

const isEntry = isShape<OutboxEntry>({
  version: isWhole,
  run: isText,
  trackingUri: isText,
  since: isNumber,
  attempts: isWhole,
  nextAt: isNumber,
  lastError: isMaybe(isText),
});
