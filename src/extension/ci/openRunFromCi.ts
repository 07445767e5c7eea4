import * as vscode from 'vscode';
import { guarded } from '../commands/guarded.ts';
import { pickProject } from '../commands/pickProject.ts';
import type { FeatureNeeds } from '../features.ts';
import type { Project } from '../files/workspace.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { PanelDoor } from '../panel/panelDoor.ts';
import type { Feature } from '../services.ts';
import { fetchFromGithub } from './fetchFromGithub.ts';
import { checkedOutText, githubPlace, type GithubPlace } from './githubPlace.ts';
import { takeRuns } from './takeRuns.ts';

type Source = 'github' | 'file' | 'folder';

/** A run that CI kept: fetched from GitHub Actions, or from a file or folder that is here. Given a file, nothing is asked. */
export function openRunFromCi(needs: FeatureNeeds & { readonly panel: PanelDoor }): Feature {
  return (services) =>
    guarded(services, commands.openRunFromCi, async (value) => {
      if (!requireTrust('Taking in a run from CI')) return;
      await services.workspace.ready;
      const project = await pickProject(services.workspace);
      if (project === undefined) {
        void vscode.window.showInformationMessage('Open a folder with prompts first.');
        return;
      }
      const desk = { services, panel: needs.panel, project };
      if (value instanceof vscode.Uri && value.scheme === 'file') {
        await takeRuns(desk, value.fsPath);
        return;
      }
      const place = await githubPlace(project.root);
      const source = await pickSource(place);
      if (source === 'github' && 'repository' in place) {
        await fetchFromGithub(needs, place, (path) => takeRuns(desk, path));
      } else if (source !== undefined) {
        const path = await pickPath(project, source);
        if (path !== undefined) await takeRuns(desk, path);
      }
    });
}

async function pickSource(
  place: GithubPlace | { readonly why: string },
): Promise<Source | undefined> {
  const items: (vscode.QuickPickItem & { readonly source: Source })[] = [
    { label: 'A file that was downloaded…', description: 'a zip', source: 'file' },
    { label: 'A folder…', description: 'that one was unpacked into', source: 'folder' },
  ];
  if ('repository' in place) {
    const { owner, name } = place.repository;
    const description = `${owner}/${name}, ${checkedOutText(place.checkedOut)}`;
    items.unshift({ label: 'GitHub Actions', description, source: 'github' });
  }
  const placeHolder = 'why' in place ? `From where? ${place.why}` : 'From where?';
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.source;
}

async function pickPath({ root }: Project, source: Source): Promise<string | undefined> {
  const isFile = source === 'file';
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: isFile,
    canSelectFolders: !isFile,
    canSelectMany: false,
    defaultUri: vscode.Uri.file(root),
    openLabel: 'Take In',
    ...(isFile && { filters: { Artefacts: ['zip'] } }),
  });
  return chosen?.[0]?.fsPath;
}
