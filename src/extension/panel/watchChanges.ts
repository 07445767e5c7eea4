import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { PanelProjects } from './panelProjects.ts';

/** Hears of everything that can make what the page shows out of date. */
export function watchChanges(
  {
    workspace,
    sessions,
    history,
    ownFolders,
  }: Pick<Services, 'workspace' | 'sessions' | 'history' | 'ownFolders'>,
  projects: PanelProjects,
  notices: PanelNotices,
): vscode.Disposable {
  const shownRuns = (): void => {
    for (const run of projects.shown) notices.add({ what: 'run', run });
  };
  const changed = (what: 'baselines' | 'labels'): void => {
    projects.doubt();
    notices.add({ what });
    shownRuns();
  };
  return vscode.Disposable.from(
    ownFolders.onDidChange(({ folder }) => {
      if (folder === 'baselines' || folder === 'labels') changed(folder);
      else if (folder === 'mlflow') notices.add({ what: 'runs' });
    }),
    sessions.onDidHear(({ session: { target, manifest }, event }) => {
      if (manifest === undefined) return;
      projects.hear(target.root, manifest.id, event);
      notices.add({ what: 'run', run: manifest.id });
      if (event.kind !== 'trial-finished') {
        projects.doubt([target.root]);
        notices.add({ what: 'runs' });
      }
    }),
    sessions.onDidChange((session) => {
      const { target, manifest } = session;
      if (manifest === undefined || sessions.active.includes(session)) return;
      projects.end(target.root, manifest.id);
      notices.add({ what: 'run', run: manifest.id });
      notices.add({ what: 'runs' });
    }),
    history.onDidChange((roots) => {
      projects.doubt(roots);
      notices.add({ what: 'runs' });
      shownRuns();
    }),
    workspace.onDidChange(({ projects: roots }) => {
      if (roots.length > 0) notices.add({ what: 'models' });
    }),
  );
}
