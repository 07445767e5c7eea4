import { lstatSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Names of folders below a folder. */
export interface FolderTree {
  readonly [name: string]: FolderTree;
}

/** A path in the tree, and what in it came, went or changed. Without a name: all of it may have. */
export type HearFolder = (path: string, name?: string) => void;

/**
 * Watches the folders at the ends of a tree, which need not be there yet. The editor's own watcher sees a folder only
 * after it was made, and never what was made in it until then; here each folder is looked into after it is watched,
 * so that nothing falls between. Links are not followed.
 */
export function watchTree(
  path: string,
  tree: FolderTree,
  hear: HearFolder,
): { readonly dispose: () => void } {
  const top = new WatchedFolder(path, tree, hear);
  top.renew();
  return { dispose: () => top.close() };
}

class WatchedFolder {
  private readonly path: string;
  private readonly hear: HearFolder;
  private readonly below: ReadonlyMap<string, WatchedFolder>;
  private watcher: FSWatcher | undefined;

  constructor(path: string, tree: FolderTree, hear: HearFolder) {
    this.path = path;
    this.hear = hear;
    const inner = Object.entries(tree).map(
      ([name, one]) => [name, new WatchedFolder(join(path, name), one, hear)] as const,
    );
    this.below = new Map(inner);
  }

  /** Watches what is there now under this name, which may be another folder than before. */
  renew(): void {
    this.close();
    try {
      if (!lstatSync(this.path).isDirectory()) return;
      this.watcher = watch(this.path, { persistent: false }, (event, name) => {
        this.take(event, name);
      });
    } catch {
      // It is not there, or cannot be watched: whoever makes it again is heard by the folder above.
      return;
    }
    this.watcher.on('error', () => this.close());
    for (const one of this.below.values()) one.renew();
  }

  close(): void {
    this.watcher?.close();
    this.watcher = undefined;
    for (const one of this.below.values()) one.close();
  }

  private take(event: string, name: string | null): void {
    if (this.below.size === 0) {
      this.hear(this.path, name ?? undefined);
      return;
    }
    const changed = name === null ? this.below.values() : [this.below.get(name)];
    // What happens in a folder is no matter of the one above it.
    if (event === 'rename') for (const one of changed) one?.comeOrGo();
  }

  private comeOrGo(): void {
    this.renew();
    this.tellAll();
  }

  private tellAll(): void {
    if (this.below.size === 0) this.hear(this.path);
    for (const one of this.below.values()) one.tellAll();
  }
}
