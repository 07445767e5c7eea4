import { join } from 'node:path';
import * as vscode from 'vscode';
import { InTurn } from '#base/inTurn.ts';
import type { StoredRun } from '#core/engine.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import { cellKey } from '#core/store/cellKey.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import type { RunEvent, RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';
import { caseResults } from './caseResults.ts';
import { coalesce } from './coalesce.ts';
import type { PromptResults, ShownRow } from './promptResults.ts';
import { valueOf } from './resultRows.ts';
import { RootResults } from './rootResults.ts';
import type { OwnFolders } from '../files/ownFolders.ts';
import type { RunHistory } from './runHistory.ts';
import type { RunSession, RunSessions } from './runSessions.ts';
import { Staleness } from './staleness.ts';

/** `not-scored`: there is a reply, and no verdict on it. */
export type Outcome = 'passed' | 'failed' | 'error' | 'not-scored' | 'running';

/** The newest result of one case on one candidate, wherever it was run from. */
export interface CaseResult {
  readonly root: string;
  /** Absolute path of the prompt. */
  readonly prompt: string;
  readonly caseId: string;
  readonly variant: string;
  readonly model: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** One for each repetition that has ended. */
  readonly trials: readonly TrialResult[];
  readonly outcome: Outcome;
  /** What it came from (case, prompt, variant, model) has changed since. */
  readonly isStale: boolean;
  readonly baseline: BaselineCell | undefined;
}

/** The last result of every case of the window: of this session's runs, and of those on disk. */
export interface ResultBoard extends vscode.Disposable {
  /** Paths of prompts whose results changed. */
  readonly onDidChange: vscode.Event<readonly string[]>;
  /** In the order of the prompt's candidates. */
  ofCase(prompt: string, caseId: string): readonly CaseResult[];
  ofPrompt(prompt: string): readonly CaseResult[];
  /** Takes what the disk says in, once; resolves when it is there. What changes there later is heard of. */
  load(prompt: string): Promise<void>;
}

export interface BoardNeeds {
  readonly workspace: AssayWorkspace;
  readonly sessions: RunSessions;
  readonly history: RunHistory;
  readonly ownFolders: OwnFolders;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

export function openResultBoard(needs: BoardNeeds): ResultBoard {
  return new Board(needs);
}

const gatherMs = 100;

/** Hears of runs, files and baselines, and tells whose results changed; what the results are, others know. */
class Board implements ResultBoard {
  readonly onDidChange: vscode.Event<readonly string[]>;
  private readonly needs: BoardNeeds;
  private readonly changed = new vscode.EventEmitter<readonly string[]>();
  private readonly told = coalesce<string>(gatherMs, (paths) => {
    this.changed.fire([...new Set(paths)]);
  });
  private readonly accepted = coalesce<void>(gatherMs, () => {
    for (const path of this.loaded.keys()) void this.inTurn(path, () => this.loadBaseline(path));
  });
  private readonly roots = new Map<string, RootResults>();
  /** By the prompt's path. */
  private readonly loaded = new Map<string, Promise<void>>();
  private readonly baselines = new Map<string, ReadonlyMap<string, BaselineCell>>();
  private readonly staleness = new Staleness();
  /** Each run is read once for all its prompts: whoever comes second waits, and finds it there. */
  private readonly turns = new InTurn();
  private readonly listeners: vscode.Disposable;
  private isOver = false;

  constructor(needs: BoardNeeds) {
    this.needs = needs;
    this.onDidChange = this.changed.event;
    const { sessions, history, workspace, ownFolders } = needs;
    this.listeners = vscode.Disposable.from(
      this.changed,
      this.told,
      this.accepted,
      ownFolders.onDidChange(({ folder }) => {
        if (folder === 'baselines') this.accepted.add();
      }),
      sessions.onDidHear(({ session, event }) => {
        this.hear(session, event);
      }),
      sessions.onDidChange((session) => {
        if (!sessions.active.includes(session)) this.end(session);
      }),
      history.onDidChange((roots) => {
        for (const root of roots) this.catchUp(root);
      }),
      workspace.onDidChange(({ prompts, projects }) => {
        const all = projects.flatMap((root) => workspace.project(root)?.prompts ?? []);
        for (const path of [...prompts, ...all.map((one) => one.path)]) {
          const file = workspace.promptAt(path);
          if (file !== undefined && !this.resultsOf(file.root).of(file.file).isEmpty) {
            this.told.add(path);
          }
        }
      }),
    );
  }

  ofCase(prompt: string, caseId: string): readonly CaseResult[] {
    return this.resultsFrom(prompt, (results) => results.ofCase(caseId));
  }

  ofPrompt(path: string): readonly CaseResult[] {
    return this.resultsFrom(path, (results) => results.all);
  }

  private resultsFrom(
    path: string,
    rowsOf: (results: PromptResults) => readonly ShownRow[],
  ): readonly CaseResult[] {
    const { workspace } = this.needs;
    const file = workspace.promptAt(path);
    const results = file && this.roots.get(file.root)?.of(file.file);
    const rows = results === undefined ? [] : rowsOf(results);
    if (file === undefined || rows.length === 0) return [];
    const outline = workspace.knownCases(file);
    if (outline === undefined) this.outlineOf(file);
    const { catalogue } = workspace.project(file.root) ?? {};
    const baseline = this.baselines.get(path);
    return caseResults(rows, { file, outline, catalogue, baseline }, this.staleness);
  }

  load(path: string): Promise<void> {
    const before = this.loaded.get(path);
    if (before !== undefined) return before;
    const loading = this.inTurn(path, async () => {
      await this.loadBaseline(path);
      await this.loadRuns(path);
    });
    this.loaded.set(path, loading);
    return loading;
  }

  dispose(): void {
    this.isOver = true;
    this.listeners.dispose();
  }

  /** Reads the cases of a prompt; when they are there, its results can be laid against them. */
  private outlineOf(file: PromptFile): void {
    this.needs.workspace.casesOf(file).then(
      () => {
        this.told.add(file.path);
      },
      (error: unknown) => {
        this.needs.log.warn(`The cases of ${file.path} could not be read.`, error);
      },
    );
  }

  private resultsOf(root: string): RootResults {
    const known =
      this.roots.get(root) ??
      new RootResults((message, error) => {
        this.needs.log.warn(message, error);
      });
    this.roots.set(root, known);
    return known;
  }

  private hear({ target: { root }, manifest }: RunSession, event: RunEvent): void {
    if (manifest === undefined) return;
    if (event.kind === 'run-started') void this.begin(root, manifest, event.folder);
    else if (event.kind === 'trial-finished') this.take(root, manifest, event.result);
  }

  private async begin(root: string, manifest: RunManifest, folder: string): Promise<void> {
    const results = this.resultsOf(root);
    results.begin(manifest);
    const run: StoredRun = {
      id: manifest.id,
      folder,
      manifest: { value: manifest },
      summary: { fault: 'missing', message: '' },
    };
    const cases: SnapshotCase[] = [];
    await this.needs.workspace
      .project(root)
      ?.engine.history.cases(run, (one) => cases.push(one))
      // They are only needed to say what is being run.
      .catch(() => undefined);
    results.expect(manifest, cases);
    this.tellFiles(root, filesOf(manifest));
  }

  private take(root: string, manifest: RunManifest, result: TrialResult): void {
    const file = this.resultsOf(root).take(manifest, result);
    if (file !== undefined) this.tellFiles(root, [file]);
  }

  private end({ target: { root }, manifest }: RunSession): void {
    if (manifest === undefined || !this.resultsOf(root).end(manifest)) return;
    this.tellFiles(root, filesOf(manifest));
  }

  /** Only what is shown is read; of all else at least what is gone is forgotten. */
  private catchUp(root: string): void {
    const { workspace, history } = this.needs;
    void this.inTurn(root, async () => {
      this.tellFiles(root, this.resultsOf(root).look(await history.list(root)));
    });
    const { prompts = [] } = workspace.project(root) ?? {};
    for (const { path } of prompts) {
      if (this.loaded.has(path)) void this.inTurn(path, () => this.loadRuns(path));
    }
  }

  private async loadRuns(path: string): Promise<void> {
    const { workspace, history } = this.needs;
    const file = workspace.promptAt(path);
    const engine = file && workspace.project(file.root)?.engine;
    if (file === undefined || engine === undefined) return;
    const { cases } = await workspace.casesOf(file);
    const changed = await this.resultsOf(file.root).catchUp({
      runs: await history.list(file.root),
      history: engine.history,
      file: file.file,
      cases: new Set(cases.map(({ testCase }) => testCase.id)),
    });
    const isShown = !this.resultsOf(file.root).of(file.file).isEmpty;
    this.tellFiles(file.root, isShown ? [...changed, file.file] : changed);
  }

  private async loadBaseline(path: string): Promise<void> {
    const file = this.needs.workspace.promptAt(path);
    const engine = file && this.needs.workspace.project(file.root)?.engine;
    if (file === undefined || engine === undefined) return;
    const { cells = [] } = valueOf(await engine.baselines.read(file.file)) ?? {};
    const had = this.baselines.get(path)?.size ?? 0;
    this.baselines.set(path, new Map(cells.map((cell) => [cellKey(cell), cell])));
    // Lenses that are drawn anew for nothing lose the click that falls between.
    if (had + cells.length > 0) this.told.add(path);
  }

  /** Never rejects. */
  private inTurn(path: string, work: () => Promise<void>): Promise<void> {
    return this.turns
      .do(() => (this.isOver ? Promise.resolve() : work()))
      .catch((error: unknown) => {
        this.needs.log.warn(`The results of ${path} could not be read.`, error);
      });
  }

  private tellFiles(root: string, files: readonly string[]): void {
    for (const file of files) this.told.add(join(root, file));
  }
}

function filesOf({ prompts }: RunManifest): readonly string[] {
  return prompts.map(({ file }) => file);
}
