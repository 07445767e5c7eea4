import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { isUlid } from '#core/store/ulid.ts';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { isRunNode } from '../views/nodes.ts';
import { isExcluded } from './excluded.ts';

/** Shows a run's folder in the explorer, or in the system's where the explorer leaves it out. */
export const revealRun: Feature = ({ workspace }) =>
  vscode.commands.registerCommand(commands.revealRun, async (node: unknown) => {
    if (!isRunNode(node) || !isUlid(node.id)) return;
    const project = workspace.project(node.root);
    if (project === undefined) return;
    const uri = vscode.Uri.file(join(project.root, '.assay', 'runs', node.id));
    const inside = relative(project.folder.uri.fsPath, uri.fsPath).replaceAll(sep, '/');
    const config = vscode.workspace.getConfiguration(undefined, project.folder.uri);
    // Runs are ignored by git, unless somebody wants them committed.
    const isLeftOut =
      config.get('explorer.excludeGitIgnore') === true ||
      isExcluded(inside, config.get('files.exclude'));
    await vscode.commands.executeCommand(isLeftOut ? 'revealFileInOS' : 'revealInExplorer', uri);
  });
