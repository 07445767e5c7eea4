import type * as vscode from 'vscode';
import type { AuthoringScene } from '#core/authoring/completion.ts';
import { columnsInFile } from '#core/authoring/columns.ts';
import { builtinMetrics } from '#core/metrics/builtin.ts';
import type { Suite } from '#core/project/suite.ts';
import type { AssayWorkspace } from '../files/workspace.ts';
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
  const file = workspace.promptOf(document.uri);
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

const nothing = { cases: [], columns: [] };
