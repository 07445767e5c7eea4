import { join } from 'node:path';
import * as z from 'zod/mini';
import { leadsOut } from '../files/confine.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import { slugOf } from '../store/slug.ts';

/** A run of another program, as MLflow had it when it was pulled. */
export interface ForeignRun {
  readonly version: 1;
  /** The server's address. */
  readonly server: string;
  /** In MLflow. */
  readonly runId: string;
  readonly experiment: string;
  readonly name: string;
  /** MLflow's own word: `FINISHED`. */
  readonly status: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly commit?: string | undefined;
  /** Set for a nested run: the id of the one around it. */
  readonly parent?: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** The latest value of each. */
  readonly metrics: Readonly<Record<string, number>>;
}

const way = ['.assay', 'mlflow'];
const largest = 4 * 1024 * 1024;

/** Newest first. Whatever cannot be read is not there. Never rejects. */
export async function listForeignRuns(files: Files, root: string): Promise<readonly ForeignRun[]> {
  const folder = join(root, ...way);
  let names: readonly string[] = [];
  try {
    if (!(await leadsOut(files, root, folder))) names = await files.list(folder);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
  const found: ForeignRun[] = [];
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const run = await readForeignRun(files, join(folder, name));
    if (run !== undefined) found.push(run);
  }
  return found.toSorted((a, b) => (a.startedAt > b.startedAt ? -1 : 1));
}

async function readForeignRun(files: Files, path: string): Promise<ForeignRun | undefined> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await files.read(path, largest)));
    const read = shape.safeParse(value);
    return read.success ? read.data : undefined;
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A file a run, left out of git. Gives whether anything is new in it. Rejects with `FileError`. */
export async function keepForeignRun(
  files: Files,
  root: string,
  run: ForeignRun,
): Promise<boolean> {
  const folder = await makeOwnFolder(files, root, way, 'runs of MLflow are');
  const ignore = join(folder, '.gitignore');
  if ((await files.stat(ignore)) === undefined) await files.writeAtomic(ignore, '*\n');
  const path = join(folder, `${slugOf(`${run.server} ${run.runId}`, run.runId)}.json`);
  const text = `${JSON.stringify(run, undefined, 2)}\n`;
  const before = await readForeignRun(files, path);
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(shape.parse(run))) {
    return false;
  }
  await files.writeAtomic(path, text);
  return true;
}

const shape: z.ZodMiniType<ForeignRun> = z.object({
  version: z.literal(1),
  server: z.string(),
  runId: z.string(),
  experiment: z.string(),
  name: z.string(),
  status: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.optional(z.iso.datetime()),
  commit: z.optional(z.string()),
  parent: z.optional(z.string()),
  params: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), z.number()),
});
