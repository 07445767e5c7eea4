import * as vscode from 'vscode';
import { columnKeys } from '#core/authoring/variables/columnKeys.ts';
import { whyFixed } from '#core/authoring/variables/newName.ts';
import { renameColumn, type ColumnUser } from '#core/authoring/variables/renameColumn.ts';
import {
  renameVariable,
  type FileChanges,
  type Renaming,
  type UsedDataset,
} from '#core/authoring/variables/renameVariable.ts';
import { useAt } from '#core/authoring/variables/variableUses.ts';
import { foreignUseAt, renameForeign } from '#core/authoring/foreign/renameForeign.ts';
import { makeSource } from '#core/documents/source.ts';
import { datasetPath, pathFromRoot } from '../files/places.ts';
import type { DatasetUse, PromptFile } from '../files/workspace.ts';
import { noticeText } from '../host/noticeText.ts';
import type { Services } from '../services.ts';
import { confinedPath, wholeText } from './datasetTexts.ts';
import { toRange } from './ranges.ts';
import { foreignKind } from './scene.ts';
import { fileKind } from './selectors.ts';

interface Named {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A variable gets another name wherever its prompt knows it, or a column in its dataset and in the maps of all who use it. */
export function renameProvider(services: Services): vscode.RenameProvider {
  const { workspace } = services;
  return {
    prepareRename(document, position) {
      const named = nameAt(services, document, position);
      if (named === undefined) throw new Error('No variable of a prompt stands here.');
      const why = whyFixed(named.name);
      if (why !== undefined) throw new Error(why);
      const at = makeSource('', document.getText()).range(named.start, named.end);
      return { range: toRange(at), placeholder: named.name };
    },
    async provideRenameEdits(document, position, to, token) {
      const named = nameAt(services, document, position);
      if (named === undefined) throw new Error('No variable of a prompt stands here.');
      const { version } = document;
      const file = workspace.promptOf(document.uri);
      const texts = new Map([[document.uri.fsPath, document.getText()]]);
      const renaming =
        file === undefined
          ? await inDataset(services, document, named.name, to, texts)
          : fileKind(document.fileName) === 'prompt'
            ? await inPrompt(services, file, named.name, to, texts)
            : await inForeign(services, file, named.name, to, texts);
      if ('why' in renaming) throw new Error(renaming.why);
      if (token.isCancellationRequested || document.version !== version) return undefined;
      const [note] = renaming.notes;
      if (note !== undefined) void vscode.window.showInformationMessage(noticeText(note, 300));
      return editOf(renaming.files, texts);
    },
  };
}

/** What has a name here: a variable in a prompt, a column in a dataset that a prompt uses. */
export function nameAt(
  { workspace }: Services,
  document: vscode.TextDocument,
  position: vscode.Position,
): Named | undefined {
  const offset = document.offsetAt(position);
  const text = document.getText();
  if (workspace.promptOf(document.uri) !== undefined) {
    if (fileKind(document.fileName) === 'prompt') return useAt(text, offset);
    const prompt = workspace.promptOf(document.uri)?.prompt;
    return prompt === undefined ? undefined : foreignUseAt(prompt, text, offset);
  }
  if (workspace.usesOf(document.uri).length === 0) return undefined;
  for (const key of columnKeys(document.fileName, text)) {
    if (key.start > offset) return undefined;
    if (offset <= key.end) return key;
  }
  return undefined;
}

async function inPrompt(
  services: Services,
  file: PromptFile,
  from: string,
  to: string,
  texts: Map<string, string>,
): Promise<Renaming> {
  const datasets = await datasetsOf(services, file, texts);
  const { fsPath } = file.uri;
  const text = texts.get(fsPath) ?? file.text;
  return renameVariable({ path: fsPath, text, datasets }, from, to);
}

/** A prompt of another tool, with the file beside it. */
async function inForeign(
  services: Services,
  file: PromptFile,
  from: string,
  to: string,
  texts: Map<string, string>,
): Promise<Renaming> {
  const { prompt, text, uri } = file;
  const kind = foreignKind(file.file);
  if (kind === undefined || prompt === undefined)
    return { why: 'This prompt cannot be changed from here.' };
  const datasets = await datasetsOf(services, file, texts);
  const { settingsFile } = prompt;
  const path = settingsFile === undefined ? undefined : pathFromRoot(file, settingsFile);
  const beside = path === undefined ? undefined : await wholeText(path);
  if (path !== undefined && beside === undefined)
    return { why: 'The file beside this prompt cannot be read.' };
  const sidecar =
    path === undefined || beside === undefined ? {} : { sidecar: { path, text: beside } };
  if (path !== undefined && beside !== undefined) texts.set(path, beside);
  return renameForeign({ kind, path: uri.fsPath, text, prompt, datasets, ...sidecar }, from, to);
}

async function datasetsOf(
  { workspace }: Services,
  file: PromptFile,
  texts: Map<string, string>,
): Promise<readonly UsedDataset[]> {
  const datasets: UsedDataset[] = [];
  for (const reference of file.prompt?.datasets ?? []) {
    if ((await confinedPath(file, reference.file)) === undefined) continue;
    const path = datasetPath(file, reference.file);
    const uses = workspace.usesOf(vscode.Uri.file(path));
    const text = await wholeText(path);
    if (text !== undefined) texts.set(path, text);
    datasets.push({ reference, path, text, isShared: uses.length > 1 });
  }
  return datasets;
}

/** Where one prompt alone uses the column under its own name, both get the new one. */
async function inDataset(
  services: Services,
  document: vscode.TextDocument,
  from: string,
  to: string,
  texts: Map<string, string>,
): Promise<Renaming> {
  const uses = services.workspace.usesOf(document.uri);
  const users = uses.flatMap(({ prompt, reference }) =>
    reference === undefined || fileKind(prompt.file) !== 'prompt' ? [] : [{ prompt, reference }],
  );
  const [first] = uses;
  const isAlone = uses.length === 1 && first?.reference !== undefined;
  if (isAlone && fileKind(first.prompt.file) !== 'prompt') {
    texts.set(first.prompt.uri.fsPath, first.prompt.text);
    return inForeign(services, first.prompt, from, to, texts);
  }
  const foreign = uses.find(({ prompt }) => !users.some((user) => user.prompt === prompt));
  if (foreign !== undefined) {
    return {
      why: `${foreign.prompt.file} uses this file too, and its format cannot be changed from here.`,
    };
  }
  const [only, other] = users;
  if (only !== undefined && other === undefined) {
    const isMapped = Object.values(only.reference.map).includes(from);
    if (!isMapped) {
      texts.set(only.prompt.uri.fsPath, only.prompt.text);
      return inPrompt(services, only.prompt, from, to, texts);
    }
  }
  for (const { prompt } of users) texts.set(prompt.uri.fsPath, prompt.text);
  const dataset = { path: document.uri.fsPath, text: document.getText() };
  return renameColumn(dataset, users.map(columnUser), from, to);
}

function columnUser({ prompt, reference }: Required<DatasetUse>): ColumnUser {
  const { uri, file, text } = prompt;
  const index = prompt.prompt?.datasets.indexOf(reference) ?? -1;
  return { path: uri.fsPath, file, text, reference, index };
}

function editOf(
  files: readonly FileChanges[],
  texts: ReadonlyMap<string, string>,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, changes } of files) {
    const source = makeSource(path, texts.get(path) ?? '');
    for (const { offset, length, text } of changes) {
      edit.replace(vscode.Uri.file(path), toRange(source.range(offset, offset + length)), text);
    }
  }
  return edit;
}
