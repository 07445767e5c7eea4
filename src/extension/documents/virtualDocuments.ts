import * as vscode from 'vscode';
import { documentScheme } from '../ids.ts';
import type { Services } from '../services.ts';
import { addressOf, requestOf, type DocumentRequest } from './address.ts';
import { nothingDocument } from './found.ts';
import { today } from '../language/today.ts';

/** A burst of changes makes an open document once more, not once each. A run that goes on is a long burst. */
const settleMs = { preview: 200, run: 2000 };

/** Makes the documents of our scheme. What one shows is all in its address, so that it survives a reload of the window. */
export class VirtualDocuments implements vscode.Disposable {
  private readonly services: Services;
  private readonly listeners: vscode.Disposable;

  /** `tell`: a document is to be asked for again. */
  constructor(services: Services, tell: (uri: vscode.Uri) => void) {
    this.services = services;
    const { workspace, history, ownFolders } = services;
    const previews = new Refresher(settleMs.preview, tell);
    const runs = new Refresher(settleMs.run, tell);
    this.listeners = vscode.Disposable.from(
      previews,
      runs,
      ownFolders.onDidChange(({ folder }) => {
        if (folder === 'baselines') previews.refresh(isOfBaseline);
      }),
      workspace.onDidChange(({ projects, prompts }) => {
        previews.refresh((request) => {
          if (request.kind !== 'preview' && request.kind !== 'prompt-change') return false;
          const project = workspace.project(request.root);
          const path = project?.prompts.find(({ file }) => file === request.prompt)?.path;
          return projects.includes(request.root) || path === undefined || prompts.includes(path);
        });
      }),
      history.onDidChange((roots) => {
        runs.refresh(
          ({ kind, root }) =>
            kind !== 'preview' && kind !== 'prompt-version' && roots.includes(root),
        );
      }),
    );
  }

  textOf(uri: vscode.Uri): Promise<string> {
    return textOf(this.services, uri);
  }

  dispose(): void {
    this.listeners.dispose();
  }
}

function isOfBaseline(request: DocumentRequest): boolean {
  return request.kind === 'compare' && request.before === 'baseline';
}

async function textOf({ workspace, log }: Services, uri: vscode.Uri): Promise<string> {
  const request = requestOf(uri.query);
  if (request === undefined) return nothingDocument('This address is none that Assay made.');
  try {
    await workspace.ready;
    const { renderDocument } = await import('./renderDocument.ts');
    return await renderDocument(workspace, request, {
      today: today(),
      isTrusted: vscode.workspace.isTrusted,
    });
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    return nothingDocument(
      'This could not be shown; the files it comes from may be damaged. The log of Assay has the details.',
    );
  }
}

/** Tells of open documents that are to be made again, some time after the first reason. */
class Refresher implements vscode.Disposable {
  private readonly delayMs: number;
  private readonly tell: (uri: vscode.Uri) => void;
  private readonly due = new Map<string, vscode.Uri>();
  private timer: NodeJS.Timeout | undefined;

  constructor(delayMs: number, tell: (uri: vscode.Uri) => void) {
    this.delayMs = delayMs;
    this.tell = tell;
  }

  refresh(concerns: (request: DocumentRequest) => boolean): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== documentScheme) continue;
      const request = requestOf(uri.query);
      if (request !== undefined && concerns(request)) this.due.set(uri.toString(), uri);
    }
    if (this.due.size > 0) this.timer ??= setTimeout(() => this.fire(), this.delayMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.due.clear();
  }

  private fire(): void {
    this.timer = undefined;
    const uris = [...this.due.values()];
    this.due.clear();
    for (const uri of uris) this.tell(uri);
  }
}

export function uriOf(request: DocumentRequest): vscode.Uri {
  return vscode.Uri.from({ scheme: documentScheme, ...addressOf(request) });
}

/** Opens it beside what the person is at, as Markdown text. */
export async function openDocument(request: DocumentRequest): Promise<void> {
  const opened = await vscode.workspace.openTextDocument(uriOf(request));
  const document =
    opened.languageId === 'markdown'
      ? opened
      : await vscode.languages.setTextDocumentLanguage(opened, 'markdown');
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn: columnForDocuments(),
  });
}

/** Beside a file; in the same place as another document of ours. */
export function columnForDocuments(): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.scheme === documentScheme,
  );
  if (shown?.viewColumn !== undefined) return shown.viewColumn;
  return vscode.window.activeTextEditor === undefined
    ? vscode.ViewColumn.Active
    : vscode.ViewColumn.Beside;
}
