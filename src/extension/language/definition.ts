import * as vscode from 'vscode';
import { columnPlace, testDataPlace } from '#core/authoring/columnPlace.ts';
import { variableAt } from '#core/authoring/variableAt.ts';
import { yamlCursor } from '#core/authoring/yamlCursor.ts';
import type { DatasetReference } from '#core/prompts/prompt.ts';
import type { PromptFile } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { confinedPath, headOf } from './datasetTexts.ts';
import { fromPosition, toRange } from './ranges.ts';

/** From a `{{variable}}` to the columns that fill it, and from `file:` to the dataset. */
export function definitionProvider({ workspace }: Services): vscode.DefinitionProvider {
  return {
    async provideDefinition(document, position, token) {
      const file = workspace.promptOf(document.uri);
      if (file === undefined) return [];
      const text = document.getText();
      const at = fromPosition(position);
      const variable = variableAt(text, at);
      if (variable !== undefined) return columnsCalled(variable.name, text, file, token);
      const cursor = yamlCursor(text, at);
      if (cursor === undefined || cursor.part !== 'value') return [];
      const [top, index, key] = cursor.path;
      if (top !== 'datasets' || typeof index !== 'number' || key !== 'file') return [];
      const path = await confinedPath(file, cursor.word);
      if (path === undefined || token.isCancellationRequested) return [];
      return [new vscode.Location(vscode.Uri.file(path), new vscode.Position(0, 0))];
    },
  };
}

async function columnsCalled(
  name: string,
  text: string,
  file: PromptFile,
  token: vscode.CancellationToken,
): Promise<vscode.Location[]> {
  const found: vscode.Location[] = [];
  // A column of exactly that name comes first, then what a dotted name begins with.
  for (const column of new Set([name, name.split('.', 1)[0] ?? name])) {
    const beside = testDataPlace(text, column);
    if (beside !== undefined) found.push(new vscode.Location(file.uri, toRange(beside)));
    for (const reference of file.prompt?.datasets ?? []) {
      const place = await columnIn(reference, column, file);
      if (token.isCancellationRequested) return [];
      if (place !== undefined) found.push(place);
    }
    if (found.length > 0) break;
  }
  return found;
}

async function columnIn(
  { file, map }: DatasetReference,
  name: string,
  prompt: PromptFile,
): Promise<vscode.Location | undefined> {
  const path = await confinedPath(prompt, file);
  const head = path === undefined ? undefined : await headOf(path);
  if (path === undefined || head === undefined) return undefined;
  const column = Object.hasOwn(map, name) ? (map[name] ?? name) : name;
  const place = columnPlace(path, head, column);
  return place && new vscode.Location(vscode.Uri.file(path), toRange(place));
}
