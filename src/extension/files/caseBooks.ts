import * as vscode from 'vscode';
import { CaseBook, type CaseMark, type CaseReading } from '#core/authoring/caseBook.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { doubtOf, inlineCases } from '#core/authoring/promptCases.ts';
import { projectPath } from '#core/project/promptFiles.ts';
import type { AssayWorkspace, PromptFile } from './workspace.ts';

/** The cases of a document for one of the prompts that use them. */
export interface DocumentCases {
  readonly prompt: PromptFile;
  readonly marks: readonly CaseMark[];
  readonly cases: readonly OutlinedCase[];
}

/** What a lens carries: enough to find its case again, and nothing that could name another one. */
export interface CaseTicket {
  readonly uri: string;
  readonly prompt: string;
  readonly token: number;
}

export type TicketResult =
  | { readonly prompt: PromptFile; readonly found: OutlinedCase }
  | { readonly found: undefined; readonly why: string };

/** Where the cases of the open documents stand, followed through every edit. */
export class CaseBooks implements vscode.Disposable {
  private readonly workspace: AssayWorkspace;
  /** By document, then by the prompt's path. */
  private readonly books = new Map<string, Map<string, CaseBook>>();
  private readonly listeners: vscode.Disposable;

  constructor(workspace: AssayWorkspace) {
    this.workspace = workspace;
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const books = this.books.get(document.uri.toString());
        if (books === undefined) return;
        // All offsets are of the text before; from its end to its start no change moves another.
        const changes = contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
        for (const { rangeOffset, rangeLength, text } of changes) {
          const edit = { offset: rangeOffset, length: rangeLength, text };
          for (const book of books.values()) book.edit(edit);
        }
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.books.delete(uri.toString())),
    );
  }

  /** For each prompt that takes cases from this document; `undefined`: the document changed while it was read. */
  async read(document: vscode.TextDocument): Promise<readonly DocumentCases[] | undefined> {
    const readings = await this.readings(document);
    if (readings === undefined) return undefined;
    const books = this.books.get(document.uri.toString()) ?? new Map<string, CaseBook>();
    this.books.set(document.uri.toString(), books);
    return readings.map(({ prompt, reading }) => {
      const book = books.get(prompt.path) ?? new CaseBook();
      books.set(prompt.path, book);
      book.take(reading);
      return { prompt, marks: book.marks(reading.text), cases: reading.cases };
    });
  }

  /** The case that a lens stands over, in the text as it is now. */
  async redeem({ uri, prompt: path, token }: CaseTicket): Promise<TicketResult> {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    const book = this.books.get(uri)?.get(path);
    if (document === undefined || book === undefined) return lost('its file was closed.');
    const readings = await this.readings(document);
    const mine = readings?.find(({ prompt }) => prompt.path === path);
    if (mine === undefined) return lost('its file is being changed.');
    const resolved = book.resolve(token, mine.reading);
    return resolved.found === undefined ? resolved : { prompt: mine.prompt, found: resolved.found };
  }

  dispose(): void {
    this.listeners.dispose();
    this.books.clear();
  }

  private async readings(
    document: vscode.TextDocument,
  ): Promise<readonly { prompt: PromptFile; reading: CaseReading }[] | undefined> {
    const { version } = document;
    const text = document.getText();
    const own = this.workspace.promptOf(document.uri);
    if (own !== undefined) {
      const cases = own.prompt === undefined ? [] : inlineCases(own.prompt, text);
      const reading = { text, cases, doubt: doubtOf(own.problems) };
      return [{ prompt: own, reading }];
    }
    const readings: { prompt: PromptFile; reading: CaseReading }[] = [];
    for (const { prompt } of this.workspace.usesOf(document.uri)) {
      if (readings.some((one) => one.prompt.path === prompt.path)) continue;
      const { cases, problems } = await this.workspace.casesOf(prompt);
      const root = this.workspace.project(prompt.root);
      if (document.version !== version || root === undefined) return undefined;
      const file = datasetName(prompt, document.uri);
      const here = cases.filter(({ testCase }) => testCase.source.file === file);
      const wrong = problems.filter((problem) => problem.file === file);
      readings.push({ prompt, reading: { text, cases: here, doubt: doubtOf(wrong) } });
    }
    return readings;
  }
}

/** How cases name the file that they come from. */
function datasetName({ uri, file }: PromptFile, dataset: vscode.Uri): string {
  const seenRoot = uri.fsPath.slice(0, uri.fsPath.length - file.length - 1);
  return projectPath(seenRoot, dataset.fsPath);
}

function lost(why: string): TicketResult {
  return { found: undefined, why };
}
