import { opendir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { StoredRun } from '#core/engine.ts';
import { isUlid } from '#core/store/ulid.ts';
import type { RunLine } from '#protocol/history.ts';
import type { OwnFolders } from '../files/ownFolders.ts';
import { PerRoot } from '../files/perRoot.ts';
import type { AssayWorkspace } from '../files/workspace.ts';
import { contextKeys } from '../ids.ts';
import { coalesce } from './coalesce.ts';
import { openRunCache, type RunCache } from './runCache.ts';
import type { RunSessions } from './runSessions.ts';
import { followUnfinished } from './unfinishedRuns.ts';

/** The runs on disk, as views show them: kept until a run's folder changes. */
export interface RunHistory extends vscode.Disposable {
  /** Roots whose runs changed. */
  readonly onDidChange: vscode.Event<readonly string[]>;
  /** Newest first. Rejects only with `FileError`. */
  list(root: string): Promise<readonly StoredRun[]>;
  /** A line for each, newest first; the same list until something changes. Rejects only with `FileError`. */
  lines(root: string): Promise<readonly RunLine[]>;
  /** These, in their order. */
  load(root: string, ids: readonly string[]): Promise<readonly StoredRun[]>;
  find(root: string, id: string): Promise<StoredRun | undefined>;
  /** Reads these again, or without ids all of the root, or without a root everything. */
  refresh(root?: string, ids?: readonly string[]): void;
}

export interface RunHistoryNeeds {
  readonly workspace: AssayWorkspace;
  readonly sessions: RunSessions;
  readonly ownFolders: OwnFolders;
}

/** One that changed; without an id: any of the root. */
interface Change {
  readonly root: string;
  readonly id?: string;
}

interface Watched extends vscode.Disposable {
  readonly cache: RunCache;
}

const gatherMs = 100;

export function openRunHistory({ workspace, sessions, ownFolders }: RunHistoryNeeds): RunHistory {
  const changes = new vscode.EventEmitter<readonly string[]>();
  let isOver = false;

  const showWhetherAny = async (): Promise<void> => {
    const any = await someRuns(watched.roots);
    if (!isOver) await vscode.commands.executeCommand('setContext', contextKeys.hasRuns, any);
  };
  const gathered = coalesce<Change>(gatherMs, (items) => {
    changes.fire([...new Set(items.map(({ root }) => root))]);
    void showWhetherAny();
  });
  /** Whoever asks from now on gets what the disk says; only the telling waits for more. */
  const changed = (change: Change): void => {
    const { root, id } = change;
    watched.of(root)?.cache.forget(id === undefined ? undefined : [id]);
    gathered.add(change);
    void unfinished.look(root);
  };
  /** Runs of this window, which tells of them itself. */
  const own = new Set<string>();
  const unfinished = followUnfinished(
    (id) => own.has(id),
    (root, id) => {
      changed({ root, id });
    },
  );
  const watched = new PerRoot<Watched>(workspace, (root) => {
    const cache = openRunCache(
      () => workspace.project(root)?.engine.history,
      () => vscode.workspace.isTrusted,
    );
    const watcher = watchRuns(root, changed);
    changed({ root });
    return { cache, dispose: () => void watcher.dispose() };
  });
  const listening = vscode.Disposable.from(
    changes,
    gathered,
    unfinished,
    ownFolders.onDidChange(({ root, folder, name }) => {
      if (folder !== 'runs') return;
      if (name === undefined) changed({ root });
      else if (isUlid(name)) changed({ root, id: name });
    }),
    sessions.onDidHear(({ session, event }) => {
      if (event.kind === 'trial-finished') return;
      const id = basename(event.folder);
      own.add(id);
      changed({ root: session.target.root, id });
    }),
  );
  void workspace.ready.then(showWhetherAny);

  return {
    onDidChange: changes.event,
    list: (root) => watched.of(root)?.cache.list() ?? Promise.resolve([]),
    lines: (root) => watched.of(root)?.cache.lines() ?? Promise.resolve([]),
    load: (root, ids) => watched.of(root)?.cache.load(ids) ?? Promise.resolve([]),
    find: (root, id) => watched.of(root)?.cache.find(id) ?? Promise.resolve(undefined),
    refresh(root, ids) {
      for (const one of root === undefined ? watched.roots : [root]) {
        if (ids === undefined) changed({ root: one });
        else for (const id of ids) changed({ root: one, id });
      }
    },
    dispose() {
      isOver = true;
      listening.dispose();
      watched.dispose();
    },
  };
}

function watchRuns(root: string, tell: (change: Change) => void): vscode.Disposable {
  const folder = vscode.Uri.file(root);
  const files = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, '.assay/runs/*/{manifest,summary}.json'),
  );
  const ofFile = (uri: vscode.Uri): void => {
    tell({ root, id: basename(dirname(uri.fsPath)) });
  };
  return vscode.Disposable.from(
    files,
    files.onDidCreate(ofFile),
    files.onDidChange(ofFile),
    files.onDidDelete(ofFile),
  );
}

/** Whether any of the roots has a run; opens no file. */
async function someRuns(roots: readonly string[]): Promise<boolean> {
  for (const root of roots) {
    try {
      for await (const entry of await opendir(join(root, '.assay', 'runs'))) {
        if (isUlid(entry.name)) return true;
      }
    } catch {
      // No folder: no runs.
    }
  }
  return false;
}
