import type { Environment } from '#core/project/userFolders.ts';
import type { App } from './compose.ts';
import type { Terminal } from './terminal/echo.ts';

/** What a command gets beside its arguments. */
export interface Context {
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly env: Environment;
  /** Makes the engine; `say` hears its warnings, stderr where it is absent. */
  readonly open: (say?: (text: string) => void) => Promise<App>;
}
