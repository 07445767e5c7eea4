import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

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

const run = promisify(execFile);

/** Enough to choose from. */
const mostCommits = 50;
const mostBranches = 50;
const largest = 4 * 1024 * 1024;

/**
 * Asks `git` itself, in a repository that the person trusts: what its configuration could start (watchers, hooks, pagers,
 * signature checks, fetching what is missing) is switched off, and files come out as they were stored, without filters.
 */
async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const off = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'log.showSignature=false'];
  const fixed = ['--no-pager', '--no-optional-locks', '--literal-pathspecs'];
  try {
    const { stdout } = await run(
      'git',
      ['-C', folder, ...off.flatMap((one) => ['-c', one]), ...fixed, ...args],
      {
        timeout: 10_000,
        maxBuffer: largest,
        env: {
          ...process.env,
          GIT_TERMINAL_PROMPT: '0',
          GIT_NO_LAZY_FETCH: '1',
          GIT_OPTIONAL_LOCKS: '0',
        },
      },
    );
    return stdout;
  } catch {
    return undefined;
  }
}

/** The commits that changed a file, newest first, and the branches; empty outside a repository or without git. */
export async function gitVersions(path: string): Promise<readonly GitVersion[]> {
  const folder = dirname(path);
  const commits = await git(folder, [
    'log',
    `-n${String(mostCommits)}`,
    '--format=%H%x09%cs%x09%s',
    '--',
    path,
  ]);
  const branches = await git(folder, [
    'for-each-ref',
    `--count=${String(mostBranches)}`,
    '--sort=-committerdate',
    '--format=%(refname:short)%09%(committerdate:short)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ]);
  return [
    ...linesOf(commits).map(([ref = '', date = '', ...words]) => {
      return { ref, kind: 'commit', date, subject: words.join('\t') } as const;
    }),
    ...linesOf(branches).map(([ref = '', date = '']) => {
      return { ref, kind: 'branch', date, subject: '' } as const;
    }),
  ];
}

/** A file as it was. `ref`: whatever git takes for a commit. */
export async function gitText(path: string, ref: string): Promise<GitText> {
  const folder = dirname(path);
  const top = (await git(folder, ['rev-parse', '--show-prefix']))?.trimEnd();
  if (top === undefined)
    return { why: 'This file is in no git repository, or git is not installed.' };
  // What begins with a dash would be an option.
  const commit = (
    await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
  )?.trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) {
    return { why: `git knows no commit "${ref}".` };
  }
  const name = path.slice(folder.length + 1);
  const text = await git(folder, ['cat-file', 'blob', `${commit}:${top}${name}`]);
  return text === undefined ? { why: `The file was not there at "${ref}".` } : { text };
}

function linesOf(text: string | undefined): readonly (readonly string[])[] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
