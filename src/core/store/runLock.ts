import { FileError, type Clock, type Files } from '../ports.ts';

/** Who writes a run. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** What the lock must know of this machine. */
export interface ThisProcess extends Holder {
  isAlive(pid: number): boolean;
}

/**
 * Keeps a second process from writing the same run. A holder that is dead on this machine is replaced; one on
 * another machine never is, since its life cannot be seen from here.
 * Gives the function that lets go.
 */
export async function lockRun(
  files: Files,
  clock: Clock,
  path: string,
  self: ThisProcess,
): Promise<() => Promise<void>> {
  const holder = await readHolder(files, path);
  if (holder !== undefined && isHeld(holder, self)) {
    throw new FileError(
      'no-access',
      path,
      `The run is being written by process ${holder.pid} on ${holder.host}. Wait for it, or end it; if it is gone for good, delete ${path}.`,
    );
  }
  const mine = JSON.stringify({ pid: self.pid, host: self.host, since: clock.now() });
  await files.writeAtomic(path, `${mine}\n`);
  return () => files.remove(path);
}

/** Whether a process is writing the run, as far as that can be seen from here. */
export async function isBeingWritten(
  files: Pick<Files, 'read'>,
  path: string,
  self: ThisProcess,
): Promise<boolean> {
  const holder = await readHolder(files, path);
  return holder !== undefined && (holder.host !== self.host || self.isAlive(holder.pid));
}

function isHeld(holder: Holder, self: ThisProcess): boolean {
  if (holder.host !== self.host) return true;
  return holder.pid !== self.pid && self.isAlive(holder.pid);
}

async function readHolder(files: Pick<Files, 'read'>, path: string): Promise<Holder | undefined> {
  try {
    const text = new TextDecoder().decode(await files.read(path, 4096));
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, host } = value as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined;
  } catch (error) {
    // A lock that cannot be read was torn by a crash: its writer is gone.
    if (error instanceof FileError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
