import type { Disposable } from 'vscode';
import type { AssayWorkspace } from './workspace.ts';

/** One of something for each root of the window, made and ended as roots come and go. */
export class PerRoot<T extends Disposable> implements Disposable {
  private readonly workspace: Pick<AssayWorkspace, 'projects'>;
  private readonly make: (root: string) => T;
  private readonly made = new Map<string, T>();
  private readonly listening: Disposable;
  private isOver = false;

  constructor(
    workspace: Pick<AssayWorkspace, 'ready' | 'projects' | 'onDidChange'>,
    make: (root: string) => T,
  ) {
    this.workspace = workspace;
    this.make = make;
    void workspace.ready.then(() => {
      this.follow();
    });
    this.listening = workspace.onDidChange(({ projects }) => {
      if (projects.length > 0) this.follow();
    });
  }

  get roots(): readonly string[] {
    return [...this.made.keys()];
  }

  of(root: string): T | undefined {
    return this.made.get(root);
  }

  dispose(): void {
    this.isOver = true;
    this.listening.dispose();
    for (const one of this.made.values()) one.dispose();
  }

  private follow(): void {
    if (this.isOver) return;
    const roots = new Set(this.workspace.projects.map(({ root }) => root));
    for (const [root, old] of this.made) {
      if (roots.has(root)) continue;
      old.dispose();
      this.made.delete(root);
    }
    for (const root of roots) if (!this.made.has(root)) this.made.set(root, this.make(root));
  }
}
