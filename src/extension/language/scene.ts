import type * as vscode from 'vscode';
import type { AuthoringScene } from '#core/authoring/completion.ts';
import type { ForeignKind } from '#core/authoring/foreign/foreignKeys.ts';
import { formatOf } from '#core/formats/builtin.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { columnsInFile } from '#core/authoring/columns.ts';
import { builtinMetrics } from '#core/metrics/builtin.ts';
import type { ForeignScene } from '#core/authoring/foreign/foreignCompletions.ts';
import { filledTexts } from '#core/prompts/filledTexts.ts';
import type { Suite } from '#core/project/suite.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';
import type { KnownColumns } from './knownColumns.ts';
import { fromPosition } from './ranges.ts';
import { today } from './today.ts';

const noSuite: Suite = { file: 'assay.yml', models: [], allowUnpriced: [] };

/** What is known around a place of a document. */
export async function sceneAt(
  workspace: AssayWorkspace,
  known: KnownColumns,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<AuthoringScene> {
  const project = workspace.projectOf(document.uri);
  const file = promptFor(workspace, document.uri);
  const text = document.getText();
  const { cases, columns } = file === undefined ? nothing : await known.of(file);
  const prompt = file?.prompt;
  return {
    text,
    at: fromPosition(position),
    catalogue: project?.catalogue,
    suite: project?.suite ?? noSuite,
    metrics: builtinMetrics,
    today: today(),
    columns,
    datasetFiles: [],
    columnsOfDataset(index) {
      const reference = prompt?.datasets[index];
      if (prompt === undefined || reference === undefined) return [];
      return columnsInFile(prompt, reference, cases);
    },
  };
}

/** The prompt itself, or the one that a file stands beside. */
function promptFor(workspace: AssayWorkspace, uri: vscode.Uri): PromptFile | undefined {
  return workspace.promptOf(uri) ?? workspace.usesOf(uri)[0]?.prompt;
}

/** Of a file of another tool; `undefined`: it is none. */
export function foreignScene(
  workspace: AssayWorkspace,
  document: vscode.TextDocument,
  scene: AuthoringScene,
): ForeignScene | undefined {
  const kind = foreignKind(document.fileName);
  if (kind === undefined) return undefined;
  const prompt = workspace.promptOf(document.uri)?.prompt;
  return { ...scene, kind, names: prompt === undefined ? [] : namesIn(prompt) };
}

/** Names that the texts of a prompt read, each with what it begins with. */
export function namesIn(prompt: Prompt): readonly string[] {
  const read = filledTexts(prompt).flatMap(({ variables }) => variables.map(({ name }) => name));
  return [...new Set(read)];
}

/** Which format of another tool a file has, of those that an editor helps with. */
export function foreignKind(path: string): ForeignKind | undefined {
  const kind = formatOf(path)?.kind;
  return kind === 'prompty' || kind === 'dotprompt' || kind === 'promptfoo' ? kind : undefined;
}

const nothing = { cases: [], columns: [] };
