import { join } from 'node:path';
import * as vscode from 'vscode';
import { caseFingerprint } from '#core/authoring/fingerprint.ts';
import type { PromptOutline } from '#core/authoring/promptCases.ts';
import type { Engine, StoredRun } from '#core/engine.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import type { RunEvent, RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';
import { coalesce } from './coalesce.ts';
import { PromptResults } from './promptResults.ts';
import {
  outcomeOf,
  RunPrints,
  rowKey,
  valueOf,
  variantPrints,
  type ResultRow,
} from './resultRows.ts';
import type { RunHistory } from './runHistory.ts';
import type { RunSession, RunSessions } from './runSessions.ts';

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
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/** Earlier runs of a prompt that are looked through for results. */
const mostRuns = 20;

export function openResultBoard(needs: BoardNeeds): ResultBoard {
  return new Board(needs);
}

class Board implements ResultBoard {
  readonly onDidChange: vscode.Event<readonly string[]>;
  private readonly needs: BoardNeeds;
  private readonly changed = new vscode.EventEmitter<readonly string[]>();
  private readonly told = coalesce<string>(100, (paths) => {
    this.changed.fire([...new Set(paths)]);
  });
  private readonly prompts = new Map<string, PromptResults>();
  private readonly loaded = new Map<string, Promise<void>>();
  private readonly read = new Set<string>();
  private readonly baselines = new Map<string, ReadonlyMap<string, BaselineCell>>();
  private readonly live = new Map<string, RunPrints>();
  private readonly variantPrints = new WeakMap<object, ReadonlyMap<string, string>>();
  private readonly casePrints = new WeakMap<PromptOutline, ReadonlyMap<string, string>>();
  private readonly listeners: vscode.Disposable;
  private isOver = false;

  constructor(needs: BoardNeeds) {
    this.needs = needs;
    this.onDidChange = this.changed.event;
    const { sessions, history, workspace } = needs;
    const accepted = vscode.workspace.createFileSystemWatcher('**/.assay/baselines/*.json');
    const reread = (): void => {
      for (const path of this.loaded.keys()) void this.loadBaseline(path);
    };
    this.listeners = vscode.Disposable.from(
      this.changed,
      this.told,
      accepted,
      accepted.onDidCreate(reread),
      accepted.onDidChange(reread),
      accepted.onDidDelete(reread),
      sessions.onDidHear(({ session, event }) => {
        this.hear(session, event);
      }),
      sessions.onDidChange((session) => {
        if (!sessions.active.includes(session)) this.end(session);
      }),
      history.onDidChange((roots) => {
        for (const root of roots) void this.catchUp(root);
      }),
      workspace.onDidChange(({ prompts, projects }) => {
        const all = projects.flatMap((root) => workspace.project(root)?.prompts ?? []);
        for (const path of [...prompts, ...all.map((one) => one.path)]) {
          if (this.prompts.has(path)) this.told.add(path);
        }
      }),
    );
  }

  ofCase(prompt: string, caseId: string): readonly CaseResult[] {
    return this.ofPrompt(prompt).filter((one) => one.caseId === caseId);
  }

  ofPrompt(path: string): readonly CaseResult[] {
    const rows = this.prompts.get(path)?.all ?? [];
    const prompt = rows.length === 0 ? undefined : this.promptAt(path);
    if (prompt === undefined) return [];
    const isStale = this.staleness(prompt);
    const baseline = this.baselines.get(path);
    return rows.map((row) => ({
      root: prompt.root,
      prompt: path,
      caseId: row.caseId,
      variant: row.variant,
      model: row.model,
      runId: row.runId,
      startedAt: row.startedAt,
      trials: row.trials,
      outcome: row.isRunning ? 'running' : outcomeOf(row.trials),
      isStale: isStale(row),
      baseline: baseline?.get(rowKey(row.caseId, row.variant, row.model)),
    }));
  }

  load(path: string): Promise<void> {
    const before = this.loaded.get(path);
    if (before !== undefined) return before;
    const loading = Promise.all([this.loadBaseline(path), this.loadRuns(path)])
      .then(() => undefined)
      .catch((error: unknown) => {
        this.needs.log.warn(`The results of ${path} could not be read.`, error);
      });
    this.loaded.set(path, loading);
    return loading;
  }

  dispose(): void {
    this.isOver = true;
    this.listeners.dispose();
  }

  private promptAt(path: string): PromptFile | undefined {
    for (const { prompts } of this.needs.workspace.projects) {
      const found = prompts.find((one) => one.path === path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What has changed since a row was run; what is not known has not. */
  private staleness(file: PromptFile): (row: ResultRow) => boolean {
    const { prompt } = file;
    if (prompt === undefined) return () => true;
    let variants = this.variantPrints.get(prompt);
    if (variants === undefined) {
      variants = variantPrints(prompt);
      this.variantPrints.set(prompt, variants);
    }
    const outline = this.needs.workspace.knownCases(file);
    if (outline === undefined)
      void this.needs.workspace.casesOf(file).then(() => this.told.add(file.path));
    const cases = outline && this.printsOf(outline);
    return ({ variant, caseId, place, prints }) => {
      if (variants.get(variant) !== prints.variant(place, variant)) return true;
      const then = prints.case(place, caseId);
      return cases !== undefined && then !== undefined && cases.get(caseId) !== then;
    };
  }

  private printsOf(outline: PromptOutline): ReadonlyMap<string, string> {
    const known = this.casePrints.get(outline);
    if (known !== undefined) return known;
    const prints = new Map(
      outline.cases.map(({ testCase }) => [testCase.id, caseFingerprint(testCase)]),
    );
    this.casePrints.set(outline, prints);
    return prints;
  }

  private hear({ target, manifest }: RunSession, event: RunEvent): void {
    if (manifest === undefined) return;
    if (event.kind === 'run-started') void this.begin(target.root, manifest, event.folder);
    else if (event.kind === 'trial-finished') this.take(target.root, manifest, event.result);
  }

  private async begin(root: string, manifest: RunManifest, folder: string): Promise<void> {
    const prints = new RunPrints(manifest);
    this.live.set(manifest.id, prints);
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
      .catch(() => undefined);
    for (const one of cases) prints.takeCase(one);
    if (!this.live.has(manifest.id)) return;
    for (const [candidate, { prompt }] of manifest.candidates.entries()) {
      for (const { testCase } of cases.filter((one) => one.prompt === prompt)) {
        const row = rowOf(manifest, prints, candidate, testCase.id);
        if (row !== undefined) this.resultsOf(join(root, row.file)).started(row);
      }
    }
    this.tellRun(root, manifest);
  }

  private take(root: string, manifest: RunManifest, result: TrialResult): void {
    const prints = this.live.get(manifest.id);
    const row = prints && rowOf(manifest, prints, result.candidate, result.caseId);
    if (row === undefined) return;
    const path = join(root, row.file);
    if (this.resultsOf(path).take(row, result)) this.told.add(path);
  }

  private end({ target: { root }, manifest }: RunSession): void {
    if (manifest === undefined || !this.live.delete(manifest.id)) return;
    for (const { file } of manifest.prompts) {
      this.read.add(`${manifest.id} ${join(root, file)}`);
      this.resultsOf(join(root, file)).ended(manifest.id);
    }
    this.tellRun(root, manifest);
  }

  private tellRun(root: string, { prompts }: RunManifest): void {
    for (const { file } of prompts) this.told.add(join(root, file));
  }

  private resultsOf(path: string): PromptResults {
    const known = this.prompts.get(path) ?? new PromptResults();
    this.prompts.set(path, known);
    return known;
  }

  private async catchUp(root: string): Promise<void> {
    const prompts = this.needs.workspace.project(root)?.prompts ?? [];
    for (const { path } of prompts) if (this.loaded.has(path)) await this.loadRuns(path);
  }

  /** Reads the newest runs that are not known yet, until every case has a result. */
  private async loadRuns(path: string): Promise<void> {
    const file = this.promptAt(path);
    const project = file && this.needs.workspace.project(file.root);
    if (file === undefined || project === undefined) return;
    const results = this.resultsOf(path);
    const runs = (await this.needs.history.list(file.root)).filter(({ manifest }) =>
      valueOf(manifest)?.prompts.some((one) => one.file === file.file),
    );
    const there = new Set(runs.map(({ id }) => id));
    const gone = results.all.filter(({ runId }) => !there.has(runId) && !this.live.has(runId));
    for (const { runId } of gone) results.forget(runId);
    const unread =
      gone.length > 0 ? runs : runs.filter(({ id }) => !this.read.has(`${id} ${path}`));
    const wanted = (await this.needs.workspace.casesOf(file)).cases.length;
    const candidates = new Set<string>();
    for (const run of unread.slice(0, mostRuns)) {
      const manifest = valueOf(run.manifest);
      if (this.isOver || manifest === undefined || this.live.has(run.id)) continue;
      this.read.add(`${run.id} ${path}`);
      await this.loadRun(project.engine, run, manifest, file);
      for (const { variant, model } of manifest.candidates) candidates.add(`${variant} ${model}`);
      if (results.all.length >= wanted * candidates.size) break;
    }
    this.told.add(path);
  }

  private async loadRun(
    engine: Engine,
    run: StoredRun,
    manifest: RunManifest,
    { path, file }: PromptFile,
  ): Promise<void> {
    const prints = new RunPrints(manifest);
    await engine.history
      .cases(run, (one) => {
        prints.takeCase(one);
      })
      .catch(() => undefined);
    await engine.history
      .results(run, (result) => {
        const row = rowOf(manifest, prints, result.candidate, result.caseId);
        if (row?.file === file) this.resultsOf(path).take(row, result);
      })
      .catch((error: unknown) => {
        this.needs.log.warn(`The results of run ${run.id} could not be read.`, error);
      });
  }

  private async loadBaseline(path: string): Promise<void> {
    const file = this.promptAt(path);
    const project = file && this.needs.workspace.project(file.root);
    if (file === undefined || project === undefined) return;
    const baseline = valueOf(await project.engine.baselines.read(file.file));
    const cells = (baseline?.cells ?? []).map(
      (cell) => [rowKey(cell.caseId, cell.variant, cell.model), cell] as const,
    );
    this.baselines.set(path, new Map(cells));
    this.told.add(path);
  }
}

function rowOf(
  manifest: RunManifest,
  prints: RunPrints,
  candidate: number,
  caseId: string,
): (Omit<ResultRow, 'trials'> & { readonly file: string }) | undefined {
  const found = manifest.candidates[candidate];
  const prompt = found && manifest.prompts[found.prompt];
  if (found === undefined || prompt === undefined) return undefined;
  const { variant, model, prompt: place } = found;
  const { id: runId, startedAt } = manifest;
  return { caseId, variant, model, runId, startedAt, place, prints, file: prompt.file };
}
