import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { datasetAt, inlineDataset } from '#core/authoring/refactor/inlineDataset.ts';
import { extractPartial, inlinePartial, partialAt } from '#core/authoring/refactor/partials.ts';
import type { Refactoring } from '#core/authoring/refactor/refactoring.ts';
import { offersAt, soundOrNone, type Offer } from '#core/authoring/refactor/refactorings.ts';
import { makeSource } from '#core/documents/source.ts';
import type { PromptFile } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { confinedPath, wholeText } from './datasetTexts.ts';
import { toRange } from './ranges.ts';
import { fileKind } from './selectors.ts';

const kinds = {
  extract: vscode.CodeActionKind.RefactorExtract,
  inline: vscode.CodeActionKind.RefactorInline,
  rewrite: vscode.CodeActionKind.RefactorRewrite,
} as const;

/** Changes of a prompt that keep what it means: cases moved, variables added, texts rewritten. */
export function refactoringProvider({ workspace }: Services): vscode.CodeActionProvider {
  return {
    async provideCodeActions(document, range, _context, token) {
      if (document.fileName.toLowerCase().endsWith('.prompt')) {
        const found = await partialActions(document, range);
        return token.isCancellationRequested ? [] : found;
      }
      const file = workspace.promptOf(document.uri);
      if (file === undefined || fileKind(document.fileName) !== 'prompt') return [];
      const text = document.getText();
      const { version } = document;
      const selected = {
        start: document.offsetAt(range.start),
        end: document.offsetAt(range.end),
      };
      const stem = await freeStem(document.fileName);
      const index = datasetAt(text, selected);
      const back = index === undefined ? undefined : await inlined(file, text, index);
      if (token.isCancellationRequested || document.version !== version) return [];
      const offered = offersAt(text, selected, stem).map((one) => new Offered(one, document));
      return [...offered, ...(back === undefined ? [] : [actionOf(document, back)])];
    },
    resolveCodeAction(action) {
      if (!(action instanceof Offered)) return action;
      const { offer, document, version } = action;
      const found = document.version === version ? offer.make() : undefined;
      if (found !== undefined) action.edit = editOf(document, found);
      else {
        const why = 'This cannot be done without changing what the file says.';
        void vscode.window.showInformationMessage(why);
      }
      return action;
    },
  };
}

/** What a title promises is worked out when it is chosen. */
class Offered extends vscode.CodeAction {
  readonly offer: Offer;
  readonly document: vscode.TextDocument;
  readonly version: number;

  constructor(offer: Offer, document: vscode.TextDocument) {
    super(offer.title, kinds[offer.kind]);
    this.offer = offer;
    this.document = document;
    this.version = document.version;
  }
}

/** Partials stand beside the prompt. */
async function partialActions(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.CodeAction[]> {
  const text = document.getText();
  const selected = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const folder = dirname(document.fileName);
  const included = partialAt(text, selected);
  const partial =
    included === undefined ? undefined : await wholeText(join(folder, `_${included.name}.prompt`));
  const found = [
    extractPartial(text, selected, await freeName(folder)),
    included === undefined || partial === undefined ? undefined : inlinePartial(included, partial),
  ];
  return found.flatMap((one) => (one === undefined ? [] : [actionOf(document, one)]));
}

async function freeName(folder: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'part' : `part${String(count)}`;
    if (!(await exists(join(folder, `_${name}.prompt`)))) return name;
  }
}

async function inlined(
  file: PromptFile,
  text: string,
  index: number,
): Promise<Refactoring | undefined> {
  const reference = file.text === text ? file.prompt?.datasets[index] : undefined;
  if (reference === undefined) return undefined;
  const path = await confinedPath(file, reference.file);
  const rows = path === undefined ? undefined : await wholeText(path);
  if (rows === undefined) return undefined;
  const found = await inlineDataset(text, index, reference, rows);
  return soundOrNone(text, found);
}

function actionOf(document: vscode.TextDocument, one: Refactoring): vscode.CodeAction {
  const action = new vscode.CodeAction(one.title, kinds[one.kind]);
  action.edit = editOf(document, one);
  return action;
}

function editOf(
  document: vscode.TextDocument,
  { changes, file }: Refactoring,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const source = makeSource('', document.getText());
  for (const { offset, length, text } of changes) {
    edit.replace(document.uri, toRange(source.range(offset, offset + length)), text);
  }
  if (file !== undefined) {
    const uri = vscode.Uri.file(join(dirname(document.fileName), file.name));
    edit.createFile(uri, { contents: Buffer.from(file.text), overwrite: false });
  }
  return edit;
}

/** `triage.cases`, or with a number where there is such a file. */
async function freeStem(path: string): Promise<string> {
  const base = path.slice(dirname(path).length + 1).replace(/\.prompt\.ya?ml$/i, '');
  for (let count = 1; ; count += 1) {
    const stem = count === 1 ? `${base}.cases` : `${base}.cases-${String(count)}`;
    const taken = await Promise.all(
      ['.jsonl', '.yml', '.csv'].map((ending) => exists(join(dirname(path), stem + ending))),
    );
    if (!taken.includes(true)) return stem;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(path));
    return true;
  } catch {
    return false;
  }
}
