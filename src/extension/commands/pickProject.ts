import * as vscode from 'vscode';
import type { AssayWorkspace, Project } from '../files/workspace.ts';
import { nameOf } from '../views/projectName.ts';

/** The only project, the one of the active editor, or the one that is chosen. */
export async function pickProject(workspace: AssayWorkspace): Promise<Project | undefined> {
  const { projects } = workspace;
  if (projects.length < 2) return projects[0];
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active === undefined ? undefined : workspace.projectOf(active);
  if (here !== undefined) return here;
  const items = projects.map((project) => ({
    label: nameOf(project),
    description: project.root,
    project,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Which project?' });
  return chosen?.project;
}
