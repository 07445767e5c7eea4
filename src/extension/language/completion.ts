import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { AuthoringScene, Completion } from '#core/authoring/completion.ts';
import { completionsInPrompt } from '#core/authoring/completions.ts';
import {
  completionsInCatalogue,
  completionsInSidecar,
  completionsInSuite,
} from '#core/authoring/completionsElsewhere.ts';
import { yamlCursor } from '#core/authoring/yamlCursor.ts';
import type { AssayWorkspace } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { KnownColumns } from './knownColumns.ts';
import { toMarkdown } from './markdown.ts';
import { toRange } from './ranges.ts';
import { foreignScene, sceneAt } from './scene.ts';
import { fileKind } from './selectors.ts';

/** Model ids, variables, metrics, keys, files and columns. */
export function completionProvider({ workspace }: Services): vscode.CompletionItemProvider {
  const known = new KnownColumns(workspace);
  return {
    async provideCompletionItems(document, position, token) {
      const scene = await sceneAt(workspace, known, document, position);
      if (token.isCancellationRequested) return [];
      const datasetFiles = await filesFor(workspace, document, scene, token);
      if (token.isCancellationRequested) return [];
      const found = await completionsFor(workspace, document, { ...scene, datasetFiles });
      return token.isCancellationRequested ? [] : found.map(itemOf);
    },
  };
}

/** What knows the formats of other tools is loaded where one is written. */
async function completionsFor(
  workspace: AssayWorkspace,
  document: vscode.TextDocument,
  scene: AuthoringScene,
): Promise<readonly Completion[]> {
  const foreign = foreignScene(workspace, document, scene);
  if (foreign === undefined) return completionsIn(document, scene);
  const { completionsInForeign } = await import('#core/authoring/foreign/foreignCompletions.ts');
  return completionsInForeign(foreign);
}

function completionsIn(
  { fileName }: vscode.TextDocument,
  scene: AuthoringScene,
): readonly Completion[] {
  const kind = fileKind(fileName);
  if (kind === 'prompt') return completionsInPrompt(scene);
  if (kind === 'sidecar') return completionsInSidecar(scene);
  if (kind === 'suite') return completionsInSuite(scene);
  return kind === 'catalogue' ? completionsInCatalogue(scene) : [];
}

/** Looks for files only where one is to be named. */
async function filesFor(
  workspace: AssayWorkspace,
  document: vscode.TextDocument,
  { text, at }: AuthoringScene,
  token: vscode.CancellationToken,
): Promise<readonly string[]> {
  const project = workspace.projectOf(document.uri);
  const [top, , key] = yamlCursor(text, at)?.path ?? [];
  if (project === undefined || top !== 'datasets' || key !== 'file') return [];
  const pattern = new vscode.RelativePattern(
    vscode.Uri.file(project.root),
    '**/*.{jsonl,json,csv,tsv,yml,yaml}',
  );
  const found = await vscode.workspace.findFiles(pattern, passedOver, mostFiles, token);
  const folder = dirname(document.uri.fsPath);
  return found
    .map(({ fsPath }) => relative(folder, fsPath).replaceAll(sep, '/'))
    .toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
}

const passedOver =
  '{**/node_modules/**,**/.*/**,**/*.prompt.yml,**/*.prompt.yaml,**/assay.yml,**/assay.models.yml,**/package.json,**/package-lock.json,**/tsconfig*.json}';
const mostFiles = 500;

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  model: vscode.CompletionItemKind.Constant,
  variable: vscode.CompletionItemKind.Variable,
  metric: vscode.CompletionItemKind.Function,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  file: vscode.CompletionItemKind.File,
  column: vscode.CompletionItemKind.Field,
};

function itemOf(one: Completion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(one.label, kinds[one.kind]);
  item.insertText = one.insert;
  item.filterText = one.label;
  item.range = toRange(one.range);
  item.sortText = String(index).padStart(5, '0');
  if (one.detail !== '') item.detail = one.detail;
  if (one.note.length > 0) item.documentation = toMarkdown(one.note);
  if (one.goesOn) item.command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
  return item;
}
