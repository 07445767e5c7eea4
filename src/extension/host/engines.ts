import * as vscode from 'vscode';
import type { Engine } from '#core/engine.ts';
import type { Ports } from '#core/ports.ts';
import type { EngineParts } from './engineSetup.ts';
import { lazyEngine } from './lazyEngine.ts';
import type { Providers } from './providers.ts';

/** One engine a root. */
export interface Engines extends vscode.Disposable {
  /** Engines that were given out before are out of date: they do not know the user's providers as they are now. */
  readonly onDidChange: vscode.Event<void>;
  /** `root` is absolute and without links. The same engine until something changes. */
  of(root: string): Engine;
}

export function openEngines(
  providers: Providers,
  ports: Pick<Ports, 'files' | 'clock'>,
  parts: Omit<EngineParts, 'kinds'>,
): Engines {
  const engines = new Map<string, Engine>();
  const changed = new vscode.EventEmitter<void>();
  const listener = providers.onDidChange(() => {
    engines.clear();
    changed.fire();
  });
  return {
    onDidChange: changed.event,
    of(root) {
      const known = providers.current;
      const open = async (): Promise<Engine> => {
        const { openEngine } = await import('./openEngine.ts');
        return openEngine(root, known, parts);
      };
      const engine = engines.get(root) ?? lazyEngine({ root, ports, open });
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
