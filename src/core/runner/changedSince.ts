import { fileStart, type Problem } from '#protocol/problem.ts';
import type { ChangedSince } from '../engine.ts';
import { commitFiles } from '../git/commitFiles.ts';
import { GitError, openGit, type Git } from '../git/git.ts';
import { findBase } from '../git/repository.ts';
import { buildGraph } from '../graph/buildGraph.ts';
import type { DependencyGraph } from '../graph/graph.ts';
import { selectChanged } from '../graph/selectChanged.ts';
import type { Files } from '../ports.ts';
import { loadProject } from '../project/loadProject.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';

/** What there is now, and what changed since a ref. Never rejects, but with the signal's reason. */
export async function changedSince(
  setup: EngineSetup,
  ref: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<
  { readonly value: ChangedSince; readonly graph: DependencyGraph } | { readonly problem: Problem }
> {
  try {
    const git = await gitOf(setup);
    const base = await findBase(git, ref, signal);
    if ('refused' in base) return { problem: noBase(base.refused, base.next) };
    const { commit } = base;
    const files = await commitFiles(git, commit, setup.root, signal);
    const before = await graphOf(setup, wanted, signal, files);
    const after = await graphOf(setup, wanted, signal);
    return { value: { ref, commit, selection: selectChanged(before, after) }, graph: after };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof GitError)) throw error;
    return { problem: noBase(`Git cannot say what changed: ${error.message}`, 'Put git right.') };
  }
}

/** `files`: another disk than the project's own, such as that of a commit. */
export async function graphOf(
  setup: EngineSetup,
  wanted: readonly string[],
  signal: AbortSignal,
  files: Files = setup.ports.files,
): Promise<DependencyGraph> {
  const { ports, root, scorers: own } = setup;
  const place: EngineSetup = {
    ...setup,
    ports: { ...ports, files },
    // Programs are only looked at here, and as they stand on the same disk.
    ...(own === undefined ? {} : { scorers: { ...own, disk: files } }),
  };
  return withScorers(place, 'check', async (scorers) => {
    const project = await loadProject(files, root, wanted);
    const unread = project.problems.find(({ code }) => code === 'file-io');
    // What git does not have is not what was deleted.
    if (unread !== undefined && files !== ports.files) {
      throw new GitError('refused', unread.message);
    }
    return buildGraph({ files, root }, project, scorers, signal);
  });
}

/** Rejects with `GitError`. */
export function gitOf({ git, root }: EngineSetup): Promise<Git> {
  if (git !== undefined) return openGit(git, root);
  return Promise.reject(new GitError('no-git', 'this program does not use git.'));
}

function noBase(message: string, next: string): Problem {
  return { code: 'since-unknown', severity: 'error', file: '.', range: fileStart, message, next };
}
