import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { PromptOutline } from '#core/authoring/promptCases.ts';
import { formatOf } from '#core/formats/builtin.ts';
import { FileError, type Files } from '#core/ports.ts';
import type { Engines } from '../host/engines.ts';
import { watchFiles, type FileBatch } from './fileEvents.ts';
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

/** Keeps what the window's folders hold in mind, and reads what was edited when somebody asks. */
export class WorkspaceIndex implements AssayWorkspace {
  readonly ready: Promise<void>;
  readonly onDidChange: vscode.Event<WorkspaceChange>;
  private readonly needs: IndexNeeds;
  private readonly changed = new vscode.EventEmitter<WorkspaceChange>();
  private readonly listeners: vscode.Disposable;
  private roots: readonly RootEntry[] = [];
  private prompts = new Map<string, PromptEntry>();
  private readonly documents = new Map<string, vscode.TextDocument>();
  private readonly epochs = new Map<string, number>();
  private round = 0;

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
        if (contentChanges.length > 0) this.edited(document.uri.fsPath);
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
    const inside = this.roots.filter(({ seen }) => `${uri.fsPath}/`.startsWith(`${seen}/`));
    const nearest = inside.toSorted((a, b) => b.seen.length - a.seen.length)[0];
    return nearest && this.projectFrom(nearest);
  }

  promptOf(uri: vscode.Uri): PromptFile | undefined {
    const entry = this.prompts.get(uri.fsPath);
    return entry && this.now(entry);
  }

  usesOf(uri: vscode.Uri): readonly DatasetUse[] {
    const uses: DatasetUse[] = [];
    for (const entry of this.prompts.values()) {
      const prompt = this.now(entry);
      for (const reference of prompt.prompt?.datasets ?? []) {
        if (datasetPath(prompt, reference.file) === uri.fsPath) uses.push({ prompt, reference });
      }
    }
    return uses;
  }

  casesOf(prompt: PromptFile): Promise<PromptOutline> {
    const entry = this.prompts.get(prompt.uri.fsPath);
    if (entry === undefined) return Promise.resolve({ cases: [], problems: [], isCut: false });
    return entry.cases(prompt, this.epochOf(prompt), this.needs.files);
  }

  knownCases(prompt: PromptFile): PromptOutline | undefined {
    return this.prompts.get(prompt.uri.fsPath)?.known(prompt, this.epochOf(prompt));
  }

  async refresh(): Promise<void> {
    this.round += 1;
    const mine = this.round;
    const { files, log } = this.needs;
    const folders = vscode.workspace.workspaceFolders ?? [];
    try {
      const found = await vscode.workspace.findFiles(assayFiles, passedOver, mostFiles);
      const groups = groupByRoot(
        found.map(({ fsPath }) => fsPath),
        folders.map(({ uri }) => uri.fsPath),
      );
      const roots: RootEntry[] = [];
      const prompts = new Map<string, PromptEntry>();
      for (const group of groups) {
        const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(group.path));
        const root = await files.realPath(group.path).catch(missing);
        if (folder === undefined || root === undefined) continue;
        const entry = new RootEntry(root, group.path, folder);
        await entry.load(files);
        roots.push(entry);
        for (const path of group.prompts) {
          prompts.set(path, await this.entryFor(path, entry));
        }
      }
      if (mine !== this.round) return;
      this.roots = roots;
      this.prompts = prompts;
      this.tell(
        roots.map(({ root }) => root),
        Array.from(prompts.values(), (entry) => this.now(entry).path),
      );
    } catch (error) {
      log.error('Looking through the folders failed.', error);
    }
  }

  dispose(): void {
    this.round += 1;
    this.listeners.dispose();
  }

  /** An entry that is known already keeps what it has read. */
  private async entryFor(path: string, { root, seen }: RootEntry): Promise<PromptEntry> {
    const known = this.prompts.get(path);
    const entry = known?.root === root ? known : new PromptEntry(path, seen, root);
    if (entry !== known) await entry.load(this.needs.files);
    return entry;
  }

  private projectFrom({ root, folder, catalogue, suite, problems }: RootEntry): Project {
    const prompts = [...this.prompts.values()].filter((entry) => entry.root === root);
    return {
      root,
      folder,
      engine: this.needs.engines.of(root),
      catalogue,
      suite,
      problems,
      prompts: prompts.map((entry) => this.now(entry)),
    };
  }

  private now(entry: PromptEntry): PromptFile {
    return entry.now(this.documents.get(entry.uri.fsPath));
  }

  private epochOf(prompt: PromptFile): number {
    let epoch = 0;
    for (const { file } of prompt.prompt?.datasets ?? []) {
      epoch += this.epochs.get(datasetPath(prompt, file)) ?? 0;
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
    const entry = this.prompts.get(path);
    if (entry !== undefined) {
      this.tell([], [this.now(entry).path]);
      return;
    }
    const root = this.roots.find(({ seen }) => isMark(path, seen));
    if (root !== undefined) void this.reload([root], []);
    else this.datasetsChanged([path]);
  }

  private async heard({ isStructural, paths }: FileBatch): Promise<void> {
    if (isStructural) await this.refresh();
    const roots = this.roots.filter(({ seen }) => [...paths].some((path) => isMark(path, seen)));
    const prompts = [...paths].filter(
      (path) => this.prompts.has(path) && !this.documents.has(path),
    );
    await this.reload(roots, prompts);
    this.datasetsChanged([...paths].filter((path) => formatOf(path) === undefined));
  }

  private async reload(roots: readonly RootEntry[], prompts: readonly string[]): Promise<void> {
    if (roots.length + prompts.length === 0) return;
    const { files } = this.needs;
    const entries = prompts.flatMap((path) => this.prompts.get(path) ?? []);
    for (const entry of [...roots, ...entries]) await entry.load(files);
    this.tell(
      roots.map(({ root }) => root),
      entries.map((entry) => this.now(entry).path),
    );
  }

  private datasetsChanged(paths: readonly string[]): void {
    const users = new Set<string>();
    const used = new Map<string, string[]>();
    for (const entry of this.prompts.values()) {
      const prompt = this.now(entry);
      for (const { file } of prompt.prompt?.datasets ?? []) {
        const path = datasetPath(prompt, file);
        used.set(path, [...(used.get(path) ?? []), prompt.path]);
      }
    }
    for (const path of paths) {
      const prompts = used.get(path);
      if (prompts === undefined) continue;
      this.epochs.set(path, (this.epochs.get(path) ?? 0) + 1);
      for (const prompt of prompts) users.add(prompt);
    }
    if (users.size > 0) this.tell([], [...users]);
  }

  private tell(projects: readonly string[], prompts: readonly string[]): void {
    this.changed.fire({ projects, prompts });
  }
}

function datasetPath({ uri }: PromptFile, file: string): string {
  return resolve(dirname(uri.fsPath), file);
}

function isMark(path: string, root: string): boolean {
  return dirname(path) === root && /[\\/]assay(?:\.models)?\.yml$/.test(path);
}

function missing(error: unknown): undefined {
  if (!(error instanceof FileError)) throw error;
  return undefined;
}
