import { posix } from 'node:path';
import { GitError, type Git } from './git.ts';

/** One file of a commit. */
export interface TreeEntry {
  /** Relative to the folder that git is asked in, with `/`. */
  readonly path: string;
  /** Of the object that holds its content. */
  readonly object: string;
  readonly bytes: number;
  /** `link`: a symbolic link. `other`: a repository within this one. */
  readonly kind: 'file' | 'link' | 'other';
}

/** A commit as reports name it. */
export interface CommitFacts {
  readonly commit: string;
  /** ISO 8601, with the author's own time zone. */
  readonly authoredAt: string;
  readonly author: string;
  readonly subject: string;
}

/** Where a ref leads to. The sentences are for people; `next` is a step. */
export type FoundCommit =
  | { readonly commit: string }
  | { readonly refused: string; readonly next: string };

const plainRef = /^(?![-.])[^\s\p{C}~^:?*[\\]{1,200}(?:[~^]\d{0,4}){0,10}$/u;

/** The commit that a branch, tag, id or `HEAD~2` means. */
export async function findCommit(
  git: Git,
  ref: string,
  signal?: AbortSignal,
): Promise<FoundCommit> {
  if (!plainRef.test(ref)) {
    return {
      refused: `${JSON.stringify(ref)} is no ref of git.`,
      next: 'Name a branch, a tag or a commit.',
    };
  }
  return asked(ref, async () => {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    const said = await git.text(args, signal).catch((error: unknown) => {
      // Without a word: there is no such ref.
      if (error instanceof GitError && error.code === 'refused' && error.status === 1) return '';
      throw error;
    });
    const commit = said.trim();
    if (commit !== '') return { commit };
    const isShallow = await isShallowClone(git, signal);
    return {
      refused: `This repository has no commit ${JSON.stringify(ref)}.`,
      next: fetchCommand(ref, isShallow),
    };
  });
}

/** Where the branch at hand left the other: what is compared with, so that what came in there since does not count. */
export async function findBase(git: Git, ref: string, signal?: AbortSignal): Promise<FoundCommit> {
  const found = await findCommit(git, ref, signal);
  if ('refused' in found) return found;
  return asked(ref, async () => {
    const said = await git.text(['merge-base', found.commit, 'HEAD'], signal).catch(noneFound);
    const commit = said.trim();
    if (commit !== '') return { commit };
    if (await isShallowClone(git, signal)) {
      return {
        refused: `This clone is shallow: it does not reach back to where HEAD left ${ref}.`,
        next: 'Fetch the rest with "git fetch --unshallow", or clone with its whole history ("fetch-depth: 0").',
      };
    }
    return {
      refused: `HEAD and ${ref} have no commit in common.`,
      next: 'Name a ref of the same history.',
    };
  });
}

/** Every file of a commit below the folder that git is asked in. Rejects with `GitError`. */
export async function readTree(
  git: Git,
  commit: string,
  signal?: AbortSignal,
): Promise<readonly TreeEntry[]> {
  const prefix = (await git.text(['rev-parse', '--show-prefix'], signal)).replace(/\n$/, '');
  const tree = prefix === '' ? commit : `${commit}:${prefix}`;
  const listed = await git
    .text(['ls-tree', '-r', '-z', '-l', '--full-tree', tree], signal)
    .catch(noneFound);
  const entries: TreeEntry[] = [];
  for (const line of listed.split('\0')) {
    const [, mode = '', object = '', size = '', path = ''] =
      /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
    if (path === '' || posix.normalize(path) !== path) continue;
    const bytes = Number.parseInt(size, 10);
    entries.push({ path, object, bytes: Number.isNaN(bytes) ? 0 : bytes, kind: kindOf(mode) });
  }
  return entries;
}

/** Commits that came after `good` up to `bad`, oldest first, that touch one of the paths; along first parents. */
export async function commitsBetween(
  git: Git,
  range: { readonly good: string; readonly bad: string; readonly paths: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly CommitFacts[]> {
  const { good, bad, paths } = range;
  const said = await git.text(
    [
      'rev-list',
      '--first-parent',
      '--reverse',
      '--no-commit-header',
      `--format=${factsFormat}`,
      `${good}..${bad}`,
      '--',
      ...paths,
    ],
    signal,
  );
  return said.split('\n').flatMap(factsOf);
}

const factsFormat = '%H%x1f%aI%x1f%an%x1f%s';

function factsOf(line: string): readonly CommitFacts[] {
  const [commit = '', authoredAt, author, subject] = line.split('\u001f');
  if (authoredAt === undefined || author === undefined || subject === undefined) return [];
  return [{ commit, authoredAt, author, subject }];
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '120000') return 'link';
  return mode.startsWith('100') ? 'file' : 'other';
}

async function isShallowClone(git: Git, signal: AbortSignal | undefined): Promise<boolean> {
  return (await git.text(['rev-parse', '--is-shallow-repository'], signal)).trim() === 'true';
}

/** Git that found nothing ends with an error; git that is not there or too slow is another thing. */
function noneFound(error: unknown): string {
  if (error instanceof GitError && error.code === 'refused') return '';
  throw error;
}

function fetchCommand(ref: string, isShallow: boolean): string {
  const [remote = '', ...rest] = ref.split('/');
  const depth = isShallow ? ' --unshallow' : '';
  return rest.length > 0 && /^[\w.-]+$/.test(remote)
    ? `Fetch it: "git fetch${depth} ${remote} ${rest.join('/')}:refs/remotes/${ref}".`
    : `Fetch it: "git fetch${depth} origin ${ref}".`;
}

async function asked(ref: string, ask: () => Promise<FoundCommit>): Promise<FoundCommit> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const next =
      error.code === 'no-git'
        ? 'Install git, or leave out what needs it.'
        : 'Start it inside a clone of the repository.';
    return { refused: `Git cannot say what ${ref} is: ${error.message}`, next };
  }
}
