import * as vscode from 'vscode';
import { countTokens, fromEndToStart } from '#core/authoring/caseAnchors.ts';
import { CaseBook, type CaseMark, type CaseReading } from '#core/authoring/caseBook.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { doubtOf, ownCases, type PromptOutline } from '#core/authoring/promptCases.ts';
import { FileError, type Files } from '#core/ports.ts';
import { nameInProject } from './places.ts';
import { holdsText } from './sameText.ts';
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
  private readonly files: Pick<Files, 'read'>;
  /** One count for all: a lens of a document that was closed must not mean a case of one that was opened since. */
  private readonly nextToken = countTokens();
  /** By document, then by the prompt's path. */
  private readonly books = new Map<string, Map<string, CaseBook>>();
  private readonly last = new WeakMap<
    vscode.TextDocument,
    {
      readonly version: number;
      readonly sources: readonly Source[];
      readonly read: readonly DocumentCases[];
    }
  >();
  private readonly listeners: vscode.Disposable;

  /** `files`: the disk with the unsaved texts over it, where runs read from. */
  constructor(workspace: AssayWorkspace, files: Pick<Files, 'read'>) {
    this.workspace = workspace;
    this.files = files;
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const books = this.books.get(document.uri.toString());
        if (books === undefined) return;
        const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => {
          return { offset: rangeOffset, length: rangeLength, text };
        });
        for (const edit of fromEndToStart(edits)) {
          for (const book of books.values()) book.edit(edit);
        }
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.books.delete(uri.toString())),
    );
  }

  /** For each prompt that takes cases from this document; `undefined`: the document changed while it was read. */
  async read(document: vscode.TextDocument): Promise<readonly DocumentCases[] | undefined> {
    const sources = await this.sources(document);
    if (sources === undefined || document.isClosed) return undefined;
    const { version } = document;
    const last = this.last.get(document);
    if (last?.version === version && isSame(last.sources, sources)) return last.read;
    const books = this.books.get(document.uri.toString()) ?? new Map<string, CaseBook>();
    this.books.set(document.uri.toString(), books);
    const read = sources.map((source) => {
      const { prompt } = source;
      const reading = readingOf(source, document);
      const book = books.get(prompt.path) ?? new CaseBook(this.nextToken);
      books.set(prompt.path, book);
      book.take(reading);
      return { prompt, marks: book.marks(reading.text), cases: reading.cases };
    });
    this.last.set(document, { version, sources, read });
    return read;
  }

  /** The case that a lens stands over, in the text as it is now. */
  async redeem({ uri, prompt: path, token }: CaseTicket): Promise<TicketResult> {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    const book = this.books.get(uri)?.get(path);
    if (document === undefined || book === undefined) return lost('its file was closed.');
    if (!(await this.isWhatRuns(document))) {
      return lost('its file is not on disk as it is shown here. Save it, or open it again.');
    }
    const sources = await this.sources(document);
    const mine = sources?.find(({ prompt }) => prompt.path === path);
    if (mine === undefined || this.books.get(uri)?.get(path) !== book) {
      return lost('its file is being changed.');
    }
    const resolved = book.resolve(token, readingOf(mine, document));
    return resolved.found === undefined ? resolved : { prompt: mine.prompt, found: resolved.found };
  }

  dispose(): void {
    this.listeners.dispose();
    this.books.clear();
  }

  /** A document that is not edited shows what it once read; a run reads the disk. */
  private async isWhatRuns(document: vscode.TextDocument): Promise<boolean> {
    try {
      const most = Buffer.byteLength(document.getText()) * 2 + 16;
      const bytes = await this.files.read(document.uri.fsPath, most);
      return holdsText(bytes, document.getText());
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }

  private async sources(document: vscode.TextDocument): Promise<readonly Source[] | undefined> {
    const { version } = document;
    const own = this.workspace.promptOf(document.uri);
    if (own !== undefined) return [{ prompt: own, outline: undefined }];
    const sources: Source[] = [];
    for (const use of this.workspace.usesOf(document.uri)) {
      if (sources.some((one) => one.prompt.path === use.prompt.path)) continue;
      const prompt = await this.workspace.whole(use.prompt);
      const outline = await this.workspace.casesOf(prompt);
      if (document.version !== version || this.workspace.project(prompt.root) === undefined) {
        return undefined;
      }
      sources.push({ prompt, outline });
    }
    return sources;
  }
}

/** What a document's cases for a prompt are read from: the same objects as long as nothing has changed. */
interface Source {
  readonly prompt: PromptFile;
  /** Absent for the cases that stand in the prompt itself. */
  readonly outline: PromptOutline | undefined;
}

function isSame(before: readonly Source[], now: readonly Source[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ prompt, outline }, at) => {
      return prompt === now[at]?.prompt && outline === now[at].outline;
    })
  );
}

function readingOf({ prompt, outline }: Source, document: vscode.TextDocument): CaseReading {
  const text = document.getText();
  if (outline === undefined) {
    const cases = prompt.prompt === undefined ? [] : ownCases(prompt.prompt, text);
    return { text, cases, doubt: doubtOf(prompt.problems) };
  }
  const file = nameInProject(prompt, document.uri);
  const cases = outline.cases.filter(({ testCase }) => testCase.source.file === file);
  const wrong = [...prompt.problems, ...outline.problems].filter((one) => one.file === file);
  return { text, cases, doubt: doubtOf(wrong) };
}

function lost(why: string): TicketResult {
  return { found: undefined, why };
}
