import * as vscode from 'vscode';
import { columnKeys } from '#core/authoring/variables/columnKeys.ts';
import { variableUses } from '#core/authoring/variables/variableUses.ts';
import type { DatasetReference } from '#core/prompts/prompt.ts';
import { makeSource } from '#core/documents/source.ts';
import { datasetPath } from '../files/places.ts';
import type { PromptFile } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { confinedPath, headOf } from './datasetTexts.ts';
import { toRange } from './ranges.ts';
import { nameAt } from './rename.ts';

/** Where a variable is used: in its prompts, and by the first row of each dataset that fills it. */
export function referenceProvider(services: Services): vscode.ReferenceProvider {
  return {
    async provideReferences(document, position, _context, token) {
      const named = nameAt(services, document, position);
      if (named === undefined) return [];
      const found: vscode.Location[] = [];
      for (const { prompt, name } of variablesOf(services, document, named.name)) {
        found.push(...usesIn(prompt, name));
        for (const reference of prompt.prompt?.datasets ?? []) {
          const place = await columnIn(prompt, reference, name);
          if (token.isCancellationRequested) return [];
          if (place !== undefined) found.push(place);
        }
      }
      return found;
    },
  };
}

/** The variables that a name means: itself in a prompt, in a dataset what each prompt calls the column. */
function variablesOf(
  { workspace }: Services,
  { uri }: vscode.TextDocument,
  name: string,
): readonly { readonly prompt: PromptFile; readonly name: string }[] {
  const prompt = workspace.promptOf(uri);
  if (prompt !== undefined) return [{ prompt, name }];
  return workspace.usesOf(uri).map(({ prompt: user, reference }) => {
    const mapped = Object.entries(reference?.map ?? {}).find(([, column]) => column === name);
    return { prompt: user, name: mapped?.[0] ?? name };
  });
}

function usesIn({ uri, text }: PromptFile, name: string): readonly vscode.Location[] {
  const source = makeSource('', text);
  return variableUses(text)
    .filter((use) => use.name === name || use.name.startsWith(`${name}.`))
    .map(({ start, end }) => new vscode.Location(uri, toRange(source.range(start, end))));
}

async function columnIn(
  prompt: PromptFile,
  { file, map }: DatasetReference,
  name: string,
): Promise<vscode.Location | undefined> {
  const confined = await confinedPath(prompt, file);
  const head = confined === undefined ? undefined : await headOf(confined);
  if (head === undefined) return undefined;
  const column = Object.hasOwn(map, name) ? (map[name] ?? name) : name;
  for (const key of columnKeys(file, head)) {
    if (key.name !== column) continue;
    const range = toRange(makeSource('', head).range(key.start, key.end));
    return new vscode.Location(vscode.Uri.file(datasetPath(prompt, file)), range);
  }
  return undefined;
}
