import * as vscode from 'vscode';
import type { Problem } from '#protocol/problem.ts';
import type { RunEvent, RunManifest, RunProgress, RunSummary } from '#protocol/run.ts';
import type { Preparing } from './prepareRun.ts';

/** What to run: plain data, so that a lens, a tree and the palette can carry it. */
export interface RunTarget {
  readonly root: string;
  /** Absolute paths; empty: every prompt of the project. */
  readonly prompts: readonly string[];
  /** Absent: all of each. */
  readonly cases?: readonly string[];
  readonly variants?: readonly string[];
  /** Catalogue ids in place of the prompt's. */
  readonly models?: readonly string[];
  /** Runs as `assay run --tier` does: what is set here narrows it. */
  readonly tier?: string;
  /** The case as the person saw it: the run does not start if the id means another one by now. */
  readonly expects?: { readonly caseId: string; readonly fingerprint: string };
}

export interface RunStart {
  readonly target: RunTarget;
  /** `save` never asks: it runs within its own budget or not at all. */
  readonly origin: 'person' | 'save';
  /** Cancels this run; the status bar can too. */
  readonly token?: vscode.CancellationToken;
}

/** How a start came out. Only `ended` has anything on disk. */
export type SessionEnd =
  | { readonly kind: 'ended'; readonly summary: RunSummary; readonly folder: string }
  /** Something is wrong with the files, a key is missing, the folder is not trusted. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[]; readonly message: string }
  /** Of a tier that asks nobody: all of it could be read and rendered. */
  | { readonly kind: 'checked'; readonly prompts: number; readonly cases: number }
  /** The person said no, or cancelled before anything was asked. */
  | { readonly kind: 'declined' }
  /** A fault of Assay or of the disk. */
  | { readonly kind: 'broken'; readonly message: string };

export interface RunSession {
  readonly target: RunTarget;
  readonly origin: RunStart['origin'];
  /** Absent until the run is planned. */
  readonly manifest: RunManifest | undefined;
  readonly progress: RunProgress | undefined;
  readonly isCancelled: boolean;
  /** Stops at once: no further request, and what is under way is given up. */
  cancel(): void;
  /** Never rejects. */
  readonly done: Promise<SessionEnd>;
}

/** The one place where runs start: lens, palette, trees and Test Explorer all come here. */
export interface RunSessions extends vscode.Disposable {
  readonly active: readonly RunSession[];
  /** A session began, advanced, or ended. */
  readonly onDidChange: vscode.Event<RunSession>;
  /** Everything a run tells, in order; it is on disk already. */
  readonly onDidHear: vscode.Event<{ readonly session: RunSession; readonly event: RunEvent }>;
  start(start: RunStart): RunSession;
  cancelAll(): void;
}

/** `preparing`: how a target becomes a run that is ready, or the reason why not. */
export function openRunSessions(preparing: Preparing): RunSessions {
  const changed = new vscode.EventEmitter<RunSession>();
  const heard = new vscode.EventEmitter<{ session: RunSession; event: RunEvent }>();
  const active = new Set<RunSession>();
  return {
    get active() {
      return [...active];
    },
    onDidChange: changed.event,
    onDidHear: heard.event,
    start(start) {
      const session = new Session(start, preparing, (event) => {
        if (event !== undefined) heard.fire({ session, event });
        changed.fire(session);
      });
      active.add(session);
      void session.done.finally(() => {
        active.delete(session);
        changed.fire(session);
      });
      changed.fire(session);
      return session;
    },
    cancelAll() {
      for (const session of active) session.cancel();
    },
    dispose() {
      for (const session of active) session.cancel();
      changed.dispose();
      heard.dispose();
    },
  };
}

class Session implements RunSession {
  readonly target: RunTarget;
  readonly origin: RunStart['origin'];
  readonly done: Promise<SessionEnd>;
  manifest: RunManifest | undefined;
  progress: RunProgress | undefined;
  private readonly abort = new AbortController();
  private readonly preparing: Preparing;
  private readonly tell: (event?: RunEvent) => void;

  constructor(start: RunStart, preparing: Preparing, tell: (event?: RunEvent) => void) {
    this.target = start.target;
    this.origin = start.origin;
    this.preparing = preparing;
    this.tell = tell;
    const listener = start.token?.onCancellationRequested(() => {
      this.cancel();
    });
    if (start.token?.isCancellationRequested === true) this.cancel();
    this.done = this.go()
      .catch((error: unknown): SessionEnd => {
        if (this.isCancelled) return { kind: 'declined' };
        preparing.log.error('A run broke.', error);
        return { kind: 'broken', message: error instanceof Error ? error.message : String(error) };
      })
      .finally(() => listener?.dispose());
  }

  get isCancelled(): boolean {
    return this.abort.signal.aborted;
  }

  cancel(): void {
    this.abort.abort();
  }

  private async go(): Promise<SessionEnd> {
    // Whoever started the session holds it before anything is heard of it.
    await Promise.resolve();
    const { signal } = this.abort;
    // With it comes what only a run needs; nobody runs while VS Code starts.
    const { prepareRun } = await import('./prepareRun.ts');
    const prepared = await prepareRun(this.preparing, this.target, this.origin, signal);
    if (prepared.kind !== 'ready') return prepared;
    const { engine, ready } = prepared;
    this.manifest = ready.manifest;
    const summary = await engine.run(ready, {
      stopping: signal,
      signal,
      tell: (event) => {
        if (event.kind === 'trial-finished') this.progress = event.progress;
        this.tell(event);
      },
    });
    return { kind: 'ended', summary, folder: ready.folder.path };
  }
}
