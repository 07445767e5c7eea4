import * as vscode from 'vscode';
import type { Engine } from '#core/engine.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import { engineSetup, type EngineParts } from './engineSetup.ts';
import type { Providers } from './providers.ts';

/** One engine a root. */
export interface Engines extends vscode.Disposable {
  /** Engines that were given out before are out of date: they do not know the user's providers as they are now. */
  readonly onDidChange: vscode.Event<void>;
  /** `root` is absolute and without links. The same engine until something changes. */
  of(root: string): Engine;
}

export function openEngines(providers: Providers, parts: EngineParts): Engines {
  const engines = new Map<string, Engine>();
  const changed = new vscode.EventEmitter<void>();
  const listener = providers.onDidChange(() => {
    engines.clear();
    changed.fire();
  });
  return {
    onDidChange: changed.event,
    of(root) {
      const engine = engines.get(root) ?? createEngine(engineSetup(root, providers.current, parts));
      engines.set(root, engine);
      return engine;
    },
    dispose() {
      engines.clear();
      listener.dispose();
      changed.dispose();
    },
  };
}
