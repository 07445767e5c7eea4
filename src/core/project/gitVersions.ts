import { dirname } from 'node:path';
import { GitError, openGit, type Git, type GitSetup } from '../git/git.ts';
import { findCommit } from '../git/repository.ts';

/** A version of a file that git knows. */
export interface GitVersion {
  /** What git finds it by: a commit's id, or a branch's or tag's name. */
  readonly ref: string;
  readonly kind: 'commit' | 'branch';
  /** A commit's first line; empty for a branch. */
  readonly subject: string;
  /** ISO date. */
  readonly date: string;
}

export type GitText = { readonly text: string } | { readonly why: string };

/** Enough to choose from. */
const mostCommits = 50;
const mostBranches = 50;
/** Nobody's prompt is larger. */
const mostBytes = 4 * 1024 * 1024;

/** The commits that changed a file, newest first, and the branches; empty outside a repository or without git. */
export async function gitVersions(setup: GitSetup, path: string): Promise<readonly GitVersion[]> {
  try {
    const git = await openGit(setup, dirname(path));
    return [...(await commitsOf(git, path)), ...(await branchesOf(git))];
  } catch (error) {
    if (error instanceof GitError) return [];
    throw error;
  }
}

async function commitsOf(git: Git, path: string): Promise<readonly GitVersion[]> {
  const format = '--format=%H%x09%cs%x09%s';
  const said = await git
    .text(['log', `-n${String(mostCommits)}`, format, '--', path])
    .catch(noneYet);
  return linesOf(said).map(([ref = '', date = '', ...words]) => {
    return { ref, kind: 'commit', date, subject: words.join('\t') };
  });
}

async function branchesOf(git: Git): Promise<readonly GitVersion[]> {
  const said = await git.text([
    'for-each-ref',
    `--count=${String(mostBranches)}`,
    '--sort=-committerdate',
    '--format=%(refname:short)%09%(committerdate:short)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ]);
  return linesOf(said).map(([ref = '', date = '']) => {
    return { ref, kind: 'branch', date, subject: '' };
  });
}

/** A repository without a commit on its branch has no log, and may have other branches. */
function noneYet(error: unknown): string {
  if (error instanceof GitError && error.code === 'refused') return '';
  throw error;
}

/** A file as it was, byte by byte as it was stored. `ref`: whatever git takes for a commit. */
export async function gitText(setup: GitSetup, path: string, ref: string): Promise<GitText> {
  const folder = dirname(path);
  try {
    const git = await openGit(setup, folder);
    const top = (await git.text(['rev-parse', '--show-prefix'])).replace(/\r?\n$/, '');
    const found = await findCommit(git, ref);
    if ('refused' in found) return { why: `${found.refused} ${found.next}` };
    const object = `${found.commit}:${top}${path.slice(folder.length + 1)}`;
    const size = await git.text(['cat-file', '-s', object]).catch(noneYet);
    if (size === '') return { why: `The file was not there at "${ref}".` };
    if (Number(size) > mostBytes) return { why: `The file was too large at "${ref}".` };
    return { text: await git.text(['cat-file', 'blob', object]) };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return {
      why:
        error.code === 'refused'
          ? 'This file is in no git repository.'
          : `Git cannot say what "${ref}" was: ${error.message}`,
    };
  }
}

function linesOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
