import { join } from 'node:path';
import * as vscode from 'vscode';
import { lintPrompt, metrics } from '#core/authoring/lintPrompt.ts';
import { settle } from '#core/lint/settle.ts';
import type { Problem } from '#protocol/problem.ts';
import type { AssayWorkspace, Project, PromptFile, WorkspaceChange } from '../files/workspace.ts';
import type { Feature, Services } from '../services.ts';
import type { PromptReviews } from './promptReviews.ts';
import { uriOf } from '../documents/virtualDocuments.ts';
import { ProblemBoard } from './problemBoard.ts';
import { loadMatchers, settlingOf } from './settling.ts';
import { toRange } from './ranges.ts';
import { today } from './today.ts';

/** Everything that lint knows, in the Problems view, while someone types. */
export function diagnostics(reviews: PromptReviews): Feature {
  return (services) => new Diagnostics(services, reviews);
}

/** What takes opening other files waits until nothing has changed for this long. */
const quietMs = 300;

class Diagnostics implements vscode.Disposable {
  private readonly workspace: AssayWorkspace;
  private readonly log: vscode.LogOutputChannel;
  private readonly reviews: PromptReviews;
  private readonly collection = vscode.languages.createDiagnosticCollection('assay');
  private readonly board = new ProblemBoard();
  /** A folder may be open by another name than its own. */
  private readonly uris = new Map<string, vscode.Uri>();
  /** Paths of prompts that wait for quiet. */
  private readonly waiting = new Set<string>();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private matchers: Awaited<ReturnType<typeof loadMatchers>> | undefined;
  private isDisposed = false;

  constructor({ workspace, log }: Services, reviews: PromptReviews) {
    this.workspace = workspace;
    this.log = log;
    this.reviews = reviews;
    this.subscriptions = [
      this.collection,
      workspace.onDidChange((change) => this.take(change)),
      reviews.onDidChange((path) => this.take({ projects: [], prompts: [path] })),
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
    ];
    void workspace.ready.then(() => this.takeAll());
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private takeAll(): void {
    if (this.isDisposed) return;
    this.take({ projects: this.workspace.projects.map(({ root }) => root), prompts: [] });
  }

  private take({ projects, prompts }: WorkspaceChange): void {
    const changed = new Set<string>();
    const tell = (source: string, root: string, problems: readonly Problem[]): void => {
      for (const path of this.board.set(source, root, problems)) changed.add(path);
    };
    const paths = new Set(prompts);
    for (const root of projects) {
      const project = this.workspace.project(root);
      if ((project?.suite.lint?.ignore.length ?? 0) > 0) void this.match();
      this.checkSuite(root).catch((error: unknown) => {
        this.log.error('Checking assay.yml failed.', error);
      });
      tell(`project:${root}`, root, project?.problems ?? []);
      for (const { path } of project?.prompts ?? []) paths.add(path);
    }
    for (const path of paths) {
      const file = this.workspace.promptOf(vscode.Uri.file(path));
      const project = file === undefined ? undefined : this.workspace.project(file.root);
      if (file === undefined || project === undefined) continue;
      this.uris.set(join(file.root, file.file), file.uri);
      tell(`prompt:${path}`, file.root, quickProblems(file, project));
      tell(`review:${path}`, file.root, this.reviews.of(file));
      if (this.isOpen(file)) this.waiting.add(path);
    }
    this.forget(tell);
    this.publish(changed);
    if (this.waiting.size > 0) this.wait();
  }

  /** What `assay.yml` asks for and cannot have; only where it asks for something. */
  private async checkSuite(root: string): Promise<void> {
    const { suite, prompts } = this.workspace.project(root) ?? {};
    if (suite?.lint === undefined && suite?.gate === undefined) {
      this.publish(this.board.set(`suite:${root}`, root, []));
      return;
    }
    const { checkGate, checkLintSettings } = await import('#core/lint/checks/suite.ts');
    // A prompt that cannot be read may have the evaluator that a gate names.
    const readable = prompts?.flatMap(({ prompt }) => prompt ?? []) ?? [];
    const isWhole = readable.length === prompts?.length;
    const gate = isWhole ? checkGate(suite, readable, metrics) : [];
    if (this.isDisposed) return;
    this.publish(this.board.set(`suite:${root}`, root, [...checkLintSettings(suite), ...gate]));
  }

  /** Patterns of what is ignored; with the first of them everything is told again. */
  private async match(): Promise<void> {
    if (this.matchers !== undefined) return;
    this.matchers = await loadMatchers();
    if (!this.isDisposed) this.publish(this.board.paths);
  }

  /** What files said that are there no more. */
  private forget(tell: (source: string, root: string, problems: readonly Problem[]) => void): void {
    for (const source of this.board.names) {
      const [kind, ...rest] = source.split(':');
      const path = rest.join(':');
      const isThere =
        kind === 'project' || kind === 'suite'
          ? this.workspace.project(path) !== undefined
          : this.workspace.promptOf(vscode.Uri.file(path)) !== undefined;
      if (!isThere) tell(source, path, []);
    }
  }

  /** The prompt itself, or one of its datasets. */
  private isOpen(file: PromptFile): boolean {
    return vscode.workspace.textDocuments.some(
      ({ uri }) =>
        uri.fsPath === file.path ||
        this.workspace.usesOf(uri).some(({ prompt }) => prompt.path === file.path),
    );
  }

  private opened({ uri }: vscode.TextDocument): void {
    const file = this.workspace.promptOf(uri);
    const uses = this.workspace.usesOf(uri).map(({ prompt }) => prompt.path);
    for (const path of file === undefined ? uses : [file.path, ...uses]) this.waiting.add(path);
    this.publish([file === undefined ? uri.fsPath : join(file.root, file.file)]);
    if (this.waiting.size > 0) this.wait();
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.deepen(), quietMs);
  }

  /** One prompt after the other; one that changes meanwhile waits again. */
  private async deepen(): Promise<void> {
    for (const path of this.waiting) {
      this.waiting.delete(path);
      const file = this.workspace.promptOf(vscode.Uri.file(path));
      const project = file === undefined ? undefined : this.workspace.project(file.root);
      if (file === undefined || project === undefined) continue;
      try {
        const { catalogue, suite } = project;
        const context = { catalogue, suite, today: today(), text: file.text };
        const { deepLint } = await import('./deepLint.ts');
        const problems = await deepLint(this.workspace, file, context);
        if (this.isDisposed) return;
        if (this.waiting.has(path)) continue;
        this.publish(this.board.set(`deep:${path}`, file.root, problems));
      } catch (error) {
        this.log.error(`Checking ${file.file} failed.`, error instanceof Error ? error : '');
      }
      if (this.isDisposed) return;
    }
  }

  /** As the project wants them told. */
  private settled(uri: vscode.Uri, path: string): readonly Problem[] {
    const problems = this.board.of(path);
    const project = this.workspace.projectOf(uri);
    if (project === undefined || problems.length === 0) return problems;
    return settle(problems, settlingOf(project, this.workspace.promptOf(uri), this.matchers))
      .problems;
  }

  private publish(paths: Iterable<string>): void {
    for (const path of paths) {
      const uri = this.uris.get(path) ?? vscode.Uri.file(path);
      const document = vscode.workspace.textDocuments.find(
        (one) => one.uri.toString() === uri.toString(),
      );
      const found = this.settled(uri, path).map((problem) => diagnosticOf(problem, document));
      this.collection.set(uri, found);
    }
  }
}

function quickProblems(file: PromptFile, { catalogue, suite }: Project): readonly Problem[] {
  const { prompt, problems } = file;
  if (prompt === undefined) return problems;
  return [
    ...problems,
    ...lintPrompt(prompt, { catalogue, suite, today: today(), text: file.text }),
  ];
}

function diagnosticOf(
  { code, severity, range, message, next }: Problem,
  document: vscode.TextDocument | undefined,
): vscode.Diagnostic {
  const place = toRange(range);
  const diagnostic = new vscode.Diagnostic(
    document === undefined ? place : shownRange(place, document),
    `${message} ${next}`,
    severities[severity],
  );
  diagnostic.source = 'Assay';
  // What the rule says, also without a network.
  diagnostic.code = { value: code, target: uriOf({ kind: 'rule', root: '', code }) };
  if (code === 'model-deprecated') diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
  return diagnostic;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Hint,
} as const;

/** Inside the document; a row as a whole is its line. */
function shownRange(place: vscode.Range, document: vscode.TextDocument): vscode.Range {
  const range = document.validateRange(place);
  if (!range.isEmpty || range.start.character > 0) return range;
  const line = document.lineAt(range.start.line);
  return new vscode.Range(
    line.lineNumber,
    line.firstNonWhitespaceCharacterIndex,
    line.lineNumber,
    line.range.end.character,
  );
}
