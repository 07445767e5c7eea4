import { join } from 'node:path';
import { version } from '../../version.ts';

/** The program of the thread that scripts run in; built programs have it beside them. */
export function workerFile(): string {
  const name = version === 'unbundled' ? 'scriptWorker.ts' : 'scriptWorker.cjs';
  return join(import.meta.dirname, name);
}
