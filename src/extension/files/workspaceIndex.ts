import { dirname, sep } from 'node:path';
import * as vscode from 'vscode';
import { InTurn } from '#base/inTurn.ts';
import type { PromptOutline } from '#core/authoring/promptCases.ts';
import { formatOf } from '#core/formats/builtin.ts';
import { FileError, type Files } from '#core/ports.ts';
import type { Engines } from '../host/engines.ts';
import { watchFiles, type FileBatch } from './fileEvents.ts';
import { datasetPath, isBelow, nameInProject, pathFromRoot } from './places.ts';
import { PromptEntry } from './promptEntry.ts';
import { RootEntry } from './rootEntry.ts';
import { assayFiles, groupByRoot, passedOver } from './roots.ts';
import type {
  AssayWorkspace,
  DatasetUse,
  Project,
  PromptFile,
  WorkspaceChange,
} from './workspace.ts';

export interface IndexNeeds {
  /** The disk with the unsaved texts over it. */
  readonly files: Files;
  readonly engines: Engines;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
}

const mostFiles = 10_000;
const mostFolders = 200;

/** Keeps what the window's folders hold in mind, and reads what was edited when somebody asks. */
export class WorkspaceIndex implements AssayWorkspace {
  readonly ready: Promise<void>;
  readonly onDidChange: vscode.Event<WorkspaceChange>;
  private readonly needs: IndexNeeds;
  private readonly changed = new vscode.EventEmitter<WorkspaceChange>();
  private readonly listeners: vscode.Disposable;
  private roots: readonly RootEntry[] = [];
  /** As the editor names them, and by `PromptFile.path`: the two differ where a folder was opened through a link. */
  private prompts = new Map<string, PromptEntry>();
  private byPath = new Map<string, PromptEntry>();
  private readonly documents = new Map<string, vscode.TextDocument>();
  /** How often each dataset that anyone has asked for has changed. */
  private readonly epochs = new Map<string, number>();
  /** What is read for one change would otherwise be overwritten by what was read before it. */
  private readonly turns = new InTurn();
  /** A look through the folders that has not begun. */
  private queued: Promise<void> | undefined;
  private isOver = false;

  constructor(needs: IndexNeeds) {
    this.needs = needs;
    this.onDidChange = this.changed.event;
    const { workspace } = vscode;
    for (const document of workspace.textDocuments) this.opened(document);
    this.listeners = vscode.Disposable.from(
      this.changed,
      workspace.onDidOpenTextDocument((document) => {
        this.opened(document);
      }),
      workspace.onDidCloseTextDocument((document) => {
        void this.closed(document);
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const path = document.uri.fsPath;
        // A document is said to be unsaved after its first edit is told, and until then the disk is what is read.
        if (contentChanges.length > 0 || !this.prompts.has(path)) this.edited(path);
      }),
      workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      watchFiles((batch) => void this.heard(batch)),
      needs.engines.onDidChange(() => {
        this.tell(
          this.roots.map(({ root }) => root),
          [],
        );
      }),
    );
    this.ready = this.refresh();
  }

  get projects(): readonly Project[] {
    return this.roots.map((entry) => this.projectFrom(entry));
  }

  project(root: string): Project | undefined {
    const entry = this.roots.find((one) => one.root === root);
    return entry && this.projectFrom(entry);
  }

  projectOf(uri: vscode.Uri): Project | undefined {
    const prompt = this.prompts.get(uri.fsPath);
    if (prompt !== undefined) return this.project(prompt.root);
    const inside = this.roots.filter(
      ({ seen }) => seen === uri.fsPath || isBelow(seen, uri.fsPath),
    );
    const nearest = inside.toSorted((a, b) => b.seen.length - a.seen.length)[0];
    return nearest && this.projectFrom(nearest);
  }

  promptOf(uri: vscode.Uri): PromptFile | undefined {
    const entry = this.prompts.get(uri.fsPath);
    return entry && this.now(entry);
  }

  promptAt(path: string): PromptFile | undefined {
    const entry = this.byPath.get(path);
    return entry && this.now(entry);
  }

  usesOf(uri: vscode.Uri): readonly DatasetUse[] {
    const uses: DatasetUse[] = [];
    for (const entry of this.prompts.values()) {
      const prompt = this.now(entry);
      const { settingsFile } = prompt.prompt ?? {};
      if (settingsFile !== undefined && pathFromRoot(prompt, settingsFile) === uri.fsPath)
        uses.push({ prompt });
      else if (entry.caseFiles.has(nameInProject(prompt, uri))) uses.push({ prompt });
      for (const reference of prompt.prompt?.datasets ?? []) {
        if (datasetPath(prompt, reference.file) === uri.fsPath) uses.push({ prompt, reference });
      }
    }
    return uses;
  }

  async whole(prompt: PromptFile): Promise<PromptFile> {
    const entry = this.prompts.get(prompt.uri.fsPath);
    if (entry?.isIncomplete !== true) return prompt;
    await this.turns.do(() => this.complete([entry]));
    return this.now(entry);
  }

  casesOf(prompt: PromptFile): Promise<PromptOutline> {
    const entry = this.prompts.get(prompt.uri.fsPath);
    if (entry === undefined) return Promise.resolve({ cases: [], problems: [], isCut: false });
    return entry.cases(prompt, this.epochOf(prompt), this.needs.files);
  }

  knownCases(prompt: PromptFile): PromptOutline | undefined {
    return this.prompts.get(prompt.uri.fsPath)?.known(prompt, this.epochOf(prompt));
  }

  refresh(): Promise<void> {
    this.queued ??= this.turns.do(() => {
      this.queued = undefined;
      return this.lookThrough();
    });
    return this.queued;
  }

  dispose(): void {
    this.isOver = true;
    this.listeners.dispose();
  }

  private async lookThrough(): Promise<void> {
    const { files, log } = this.needs;
    const folders = vscode.workspace.workspaceFolders ?? [];
    try {
      const found = await vscode.workspace.findFiles(assayFiles, passedOver, mostFiles);
      const groups = groupByRoot(
        found.map(({ fsPath }) => fsPath),
        folders.map(({ uri }) => uri.fsPath),
      );
      const roots = new Map<string, RootEntry>();
      const prompts = new Map<string, PromptEntry>();
      for (const group of groups) {
        const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(group.path));
        const root = await files.realPath(group.path).catch(missing);
        if (folder === undefined || root === undefined) continue;
        const entry = new RootEntry(root, group.path, folder);
        await entry.load(files);
        // The same folder can be open twice, through a link.
        if (!roots.has(root)) roots.set(root, entry);
        for (const path of group.prompts) prompts.set(path, await this.entryFor(path, entry));
      }
      if (this.isOver) return;
      this.roots = [...roots.values()];
      this.prompts = prompts;
      this.byPath = new Map();
      for (const entry of prompts.values()) {
        if (!this.byPath.has(entry.path)) this.byPath.set(entry.path, entry);
      }
      this.tell([...roots.keys()], [...this.byPath.keys()]);
    } catch (error) {
      log.error('Looking through the folders failed.', error);
    }
  }

  /** An entry that is known already keeps what it has read. */
  private async entryFor(path: string, { root, seen }: RootEntry): Promise<PromptEntry> {
    const known = this.prompts.get(path);
    const entry = known?.root === root ? known : new PromptEntry(path, seen, root);
    if (entry !== known) await entry.load(this.needs.files);
    return entry;
  }

  private projectFrom({ root, folder, catalogue, suite, problems, texts }: RootEntry): Project {
    const prompts = [...this.byPath.values()].filter((entry) => entry.root === root);
    return {
      root,
      folder,
      engine: this.needs.engines.of(root),
      catalogue,
      suite,
      problems,
      texts,
      prompts: prompts.map((entry) => this.now(entry)),
    };
  }

  private now(entry: PromptEntry): PromptFile {
    const prompt = entry.now(this.documents.get(entry.uri.fsPath));
    if (entry.isIncomplete) void this.turns.do(() => this.complete([entry]));
    return prompt;
  }

  private async complete(entries: readonly PromptEntry[]): Promise<void> {
    const incomplete = entries.filter(({ isIncomplete }) => isIncomplete);
    for (const entry of incomplete) await entry.complete(this.needs.files);
    if (incomplete.length > 0)
      this.tell(
        [],
        incomplete.map(({ path }) => path),
      );
  }

  /** Prompts that refer to one of these files are read again. */
  private othersChanged(paths: ReadonlySet<string>): void {
    const touched = [...this.prompts.values()].filter((entry) => entry.othersChanged(paths));
    if (touched.length > 0) void this.turns.do(() => this.complete(touched));
  }

  private epochOf(prompt: PromptFile): number {
    let epoch = 0;
    for (const { file } of prompt.prompt?.datasets ?? []) {
      const path = datasetPath(prompt, file);
      const count = this.epochs.get(path) ?? 0;
      this.epochs.set(path, count);
      epoch += count;
    }
    return epoch;
  }

  private opened(document: vscode.TextDocument): void {
    if (document.uri.scheme === 'file') this.documents.set(document.uri.fsPath, document);
  }

  private async closed({ uri }: vscode.TextDocument): Promise<void> {
    if (!this.documents.delete(uri.fsPath)) return;
    const entry = this.prompts.get(uri.fsPath);
    entry?.closed();
    // Edits that were thrown away with the document count no more.
    await entry?.load(this.needs.files);
    this.edited(uri.fsPath);
  }

  private edited(path: string): void {
    this.othersChanged(new Set([path]));
    const entry = this.prompts.get(path);
    if (entry !== undefined) {
      this.tell([], [this.now(entry).path]);
      return;
    }
    const root = this.roots.find(({ seen }) => isMark(path, seen));
    if (root !== undefined) void this.turns.do(() => this.reload([path], []));
    else this.datasetsChanged([path]);
  }

  private async heard({ isStructural, paths, folders }: FileBatch): Promise<void> {
    if (isStructural || (await this.concerns(folders))) await this.refresh();
    this.othersChanged(new Set(paths));
    const prompts = [...paths].filter(
      (path) => this.prompts.has(path) && !this.documents.has(path),
    );
    await this.turns.do(() => this.reload([...paths], prompts));
    this.datasetsChanged([
      ...[...paths].filter((path) => formatOf(path) === undefined),
      ...this.datasetsIn(folders),
    ]);
  }

  /** Whether a folder that came may hold files of Assay, or one that went did. */
  private async concerns(folders: ReadonlySet<string>): Promise<boolean> {
    // Looking through everything once is quicker than so many looks.
    if (folders.size > mostFolders) return true;
    const known = [...this.prompts.keys(), ...this.roots.map(({ seen }) => seen)];
    for (const folder of folders) {
      if (known.some((path) => isIn(folder, path))) return true;
      const found = await this.needs.files.stat(folder).catch(missing);
      if (found?.kind === 'folder') return true;
    }
    return false;
  }

  private datasetsIn(folders: ReadonlySet<string>): readonly string[] {
    const used = Array.from(this.prompts.values(), (entry) => this.now(entry)).flatMap((prompt) =>
      (prompt.prompt?.datasets ?? []).map(({ file }) => datasetPath(prompt, file)),
    );
    return [...new Set(used)].filter((path) => [...folders].some((folder) => isIn(folder, path)));
  }

  /** `marks`: suites and catalogues, among other files. */
  private async reload(marks: readonly string[], prompts: readonly string[]): Promise<void> {
    const roots = this.roots.filter(({ seen }) => marks.some((path) => isMark(path, seen)));
    const entries = prompts.flatMap((path) => this.prompts.get(path) ?? []);
    if (roots.length + entries.length === 0) return;
    for (const entry of [...roots, ...entries]) await entry.load(this.needs.files);
    this.tell(
      roots.map(({ root }) => root),
      entries.map((entry) => this.now(entry).path),
    );
  }

  /** Also a dataset that nobody uses now counts its changes: a prompt may come to use it again. */
  private datasetsChanged(paths: readonly string[]): void {
    const changed = new Set(paths);
    for (const path of changed) {
      const count = this.epochs.get(path);
      if (count !== undefined) this.epochs.set(path, count + 1);
    }
    const users: string[] = [];
    for (const entry of this.byPath.values()) {
      const prompt = this.now(entry);
      const { datasets = [] } = prompt.prompt ?? {};
      if (datasets.some(({ file }) => changed.has(datasetPath(prompt, file)))) {
        users.push(prompt.path);
      }
    }
    if (users.length > 0) this.tell([], users);
  }

  private tell(projects: readonly string[], prompts: readonly string[]): void {
    this.changed.fire({ projects, prompts });
  }
}

function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function isMark(path: string, root: string): boolean {
  return dirname(path) === root && /[\\/]assay(?:\.models)?\.yml$/.test(path);
}

function missing(error: unknown): undefined {
  if (!(error instanceof FileError)) throw error;
  return undefined;
}
