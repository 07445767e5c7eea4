import * as vscode from 'vscode';
import type { AssayWorkspace, Project } from '../files/workspace.ts';
import type { KeyState, KeyStore } from '../host/keyStore.ts';
import { views } from '../ids.ts';
import type { Feature } from '../services.ts';
import type { ModelRow } from './modelRows.ts';
import { nameOf } from './projectName.ts';
import { openRowView } from './rowTree.ts';
import { today } from '../language/today.ts';

/** The view of approved models: what they cost, whether they can be asked, whether a key is there. */
export const modelsView: Feature = ({ workspace, keys }) => {
  const view = openRowView<ModelRow>(views.models, {
    looking: 'Looking for the list of approved models…',
    ready: workspace.ready,
    children: (row) => childrenOf(row, workspace, keys),
  });
  return vscode.Disposable.from(
    view,
    workspace.onDidChange(({ projects }) => {
      if (projects.length > 0) view.refresh();
    }),
    keys.onDidChange(() => {
      view.refresh();
    }),
  );
};

async function childrenOf(
  row: ModelRow | undefined,
  workspace: AssayWorkspace,
  keys: KeyStore,
): Promise<readonly ModelRow[]> {
  const { belowModel, modelProjectRows } = await import('./modelRows.ts');
  const projects = workspace.projects.filter(({ catalogue }) => catalogue !== undefined);
  if (row === undefined && projects.length > 1) {
    return modelProjectRows(
      projects.map((project) => ({
        root: project.root,
        name: nameOf(project),
        models: project.catalogue?.models.length ?? 0,
      })),
    );
  }
  if (row?.kind === 'fact') return [];
  const project = row === undefined ? projects[0] : workspace.project(row.root);
  if (project === undefined) return [];
  if (row?.kind !== 'model') return rowsOf(project, keys);
  const entry = project.catalogue?.models.find(({ id }) => id === row.id);
  return entry === undefined ? [] : belowModel(project.root, entry);
}

async function rowsOf(project: Project, keys: KeyStore): Promise<readonly ModelRow[]> {
  const { modelRows } = await import('./modelRows.ts');
  const { catalogue, root, suite } = project;
  if (catalogue === undefined) return [];
  const providers = [...new Set(catalogue.models.map(({ provider }) => provider))];
  const states = await Promise.all(
    providers.map(async (provider): Promise<[string, KeyState]> => {
      return [provider, await keys.state(provider)];
    }),
  );
  return modelRows({
    root,
    catalogue,
    defaults: suite.models.map(({ id }) => id),
    keys: new Map(states),
    today: today(),
  });
}
