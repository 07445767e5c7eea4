import * as vscode from 'vscode';
import type { RunLine } from '#protocol/history.ts';
import { views } from '../ids.ts';
import { onFirstUse } from '../lazy.ts';
import type { RunSessions } from '../running/runSessions.ts';
import type { Feature, Services } from '../services.ts';
import { nameOf } from './projectName.ts';
import { openRowView } from './rowTree.ts';
import type { Going, RunGroup, RunRow } from './runRows.ts';

/** What rows say is loaded when the view is shown. */
const loadRows = onFirstUse(() => import('./runRows.ts'));

/** The view of past runs, by prompt. */
export const runsView: Feature = (services) => {
  const { workspace, history, sessions } = services;
  const groupsOf = grouping(services);
  const view = openRowView<RunRow>(views.runs, {
    looking: 'Looking for runs…',
    ready: workspace.ready,
    canSelectMany: true,
    children: (row) => childrenOf(row, services, groupsOf),
  });
  const refresh = (): void => {
    view.refresh();
  };
  return vscode.Disposable.from(
    view,
    history.onDidChange(refresh),
    sessions.onDidChange(refresh),
    workspace.onDidChange(({ projects }) => {
      if (projects.length > 0) refresh();
    }),
  );
};

type GroupsOf = (root: string) => Promise<readonly RunGroup[]>;

/** Groups are kept as long as the history's list is the same. */
function grouping({ history }: Services): GroupsOf {
  const kept = new WeakMap<readonly RunLine[], readonly RunGroup[]>();
  return async (root) => {
    const runs = await history.lines(root);
    const groups = kept.get(runs) ?? (await loadRows()).groupRuns(root, runs);
    kept.set(runs, groups);
    return groups;
  };
}

async function childrenOf(
  row: RunRow | undefined,
  { workspace, sessions, history }: Services,
  groupsOf: GroupsOf,
): Promise<readonly RunRow[]> {
  const { candidateRows, groupRows, idsOfPage, runProjectRows, runRows } = await loadRows();
  if (row?.kind === 'candidate') return [];
  if (row === undefined || row.kind === 'project') {
    const roots = row === undefined ? workspace.projects.map(({ root }) => root) : [row.root];
    const lists = await Promise.all(roots.map((root) => groupsOf(root)));
    const filled = workspace.projects.filter(({ root }) => {
      const groups = lists[roots.indexOf(root)];
      return groups !== undefined && groups.length > 0;
    });
    if (row === undefined && filled.length > 1) {
      return runProjectRows(
        filled.map((project) => ({ root: project.root, name: nameOf(project) })),
      );
    }
    return groupRows(lists.flat(), Date.now());
  }
  const group = (await groupsOf(row.root)).find(({ file }) => file === row.file);
  if (group === undefined) return [];
  if (row.kind === 'run') {
    const [run] = await history.load(row.root, [row.id]);
    return run === undefined ? [] : candidateRows(row.root, run, row.file);
  }
  const from = row.kind === 'more' ? row.from : 0;
  const runs = await history.load(row.root, idsOfPage(group, from));
  return runRows(group, runs, goingOf(sessions), Date.now(), from);
}

function goingOf({ active }: RunSessions): Going {
  return new Map(
    active.flatMap(({ manifest, progress }) => {
      if (manifest === undefined) return [];
      const { finished, planned } = progress ?? { finished: 0, planned: manifest.trials };
      return [[manifest.id, { finished, planned }]];
    }),
  );
}
