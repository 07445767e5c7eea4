import { basename } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { thisProcess } from '#core/adapters/thisProcess.ts';
import { listForeignRuns } from '#core/mlflow/foreignRuns.ts';
import { runFolder } from '#core/store/runFolder.ts';
import { isBeingWritten } from '#core/store/runLock.ts';
import { ProjectViews } from '#core/views/projectViews.ts';
import type { Texts } from '#core/views/texts.ts';
import type { RunEvent } from '#protocol/run.ts';
import type { Project } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import type { PanelProject } from './panelAnswers.ts';
import { peopleOf } from './peopleSay.ts';

/** What is kept open of each project of the window while there is a panel. */
export interface PanelProjects {
  all(): readonly PanelProject[];
  hear(root: string, run: string, event: RunEvent): void;
  end(root: string, run: string): void;
  /** Files under these roots have changed; absent: under any. */
  doubt(roots?: readonly string[]): void;
  readonly current: string | undefined;
  choose(root: string | undefined): void;
  /** Runs that the page has shown since it was opened; the last of them last. */
  readonly shown: readonly string[];
  show(root: string, run: string): void;
}

const mostShown = 8;

export function openPanelProjects(
  { workspace, sessions }: Pick<Services, 'workspace' | 'sessions'>,
  texts: Texts,
  isTrusted: () => boolean,
): PanelProjects {
  const opened = new Map<string, { readonly project: Project; readonly views: ProjectViews }>();
  const files = nodeFiles(nodeClock);
  let current: string | undefined;
  let shown: readonly string[] = [];
  const viewsOf = (project: Project): ProjectViews => {
    const known = opened.get(project.root);
    // Another engine has other providers; runs are the same.
    if (known?.project.engine === project.engine) return known.views;
    const views = new ProjectViews({
      engine: project.engine,
      people: peopleOf(project.engine.labels),
      texts,
      isLive: (id) => sessions.active.some(({ manifest }) => manifest?.id === id),
      isWritten: (id) => isBeingWritten(files, runFolder(project.root, id).lock, thisProcess),
      mayKeep: isTrusted,
      foreignRuns: () => listForeignRuns(files, project.root),
    });
    opened.set(project.root, { project, views });
    return views;
  };
  return {
    all: () =>
      workspace.projects.map((project) => ({
        root: project.root,
        name: basename(project.root),
        views: viewsOf(project),
      })),
    hear: (root, run, event) => opened.get(root)?.views.hear(run, event),
    end: (root, run) => opened.get(root)?.views.end(run),
    doubt(roots) {
      for (const [root, { views }] of opened) {
        if (roots === undefined || roots.includes(root)) views.doubt();
      }
    },
    get current() {
      return current;
    },
    choose(root) {
      current = root ?? current;
    },
    get shown() {
      return shown;
    },
    show(root, run) {
      current = root;
      shown = [...shown.filter((one) => one !== run), run].slice(-mostShown);
    },
  };
}
