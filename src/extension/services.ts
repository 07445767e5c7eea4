import type * as vscode from 'vscode';
import type { OwnFolders } from './files/ownFolders.ts';
import type { AssayWorkspace } from './files/workspace.ts';
import type { KeyStore } from './host/keyStore.ts';
import type { ResultBoard } from './running/resultBoard.ts';
import type { RunHistory } from './running/runHistory.ts';
import type { RunSessions } from './running/runSessions.ts';

/** What every feature stands on. `compose.ts` makes it once for a window. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly workspace: AssayWorkspace;
  readonly sessions: RunSessions;
  readonly results: ResultBoard;
  readonly history: RunHistory;
  readonly ownFolders: OwnFolders;
  readonly keys: KeyStore;
}

/** A part of the surface: registers itself and gives what ends it. One line in `compose.ts`. */
export type Feature = (services: Services) => vscode.Disposable;
