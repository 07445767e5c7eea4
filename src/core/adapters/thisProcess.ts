import { hostname } from 'node:os';
import type { ThisProcess } from '../store/runLock.ts';

/** The process that this program is, for the locks of its runs. */
export const thisProcess: ThisProcess = { pid: process.pid, host: hostname(), isAlive };

/** A process of somebody else is alive too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
