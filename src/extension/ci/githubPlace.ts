import * as vscode from 'vscode';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import {
  githubApi,
  isApiOf,
  repositoryOf,
  type GithubRepository,
} from '#core/artefacts/repositoryOf.ts';
import type { CheckedOut } from '#core/artefacts/githubActions.ts';
import { GitError, openGit } from '#core/git/git.ts';
import { isSafeUrl } from '#core/project/userConfig.ts';
import { noticeText } from '../host/noticeText.ts';
import { userSetting } from '../host/userProviders.ts';
import { settings } from '../ids.ts';

export interface GithubPlace {
  readonly apiUrl: string;
  readonly repository: GithubRepository;
  readonly checkedOut: CheckedOut;
}

/** Where the project's own repository has its Actions, or a sentence why nowhere. */
export async function githubPlace(root: string): Promise<GithubPlace | { readonly why: string }> {
  const apiUrl = ownApi();
  if (apiUrl === undefined) return { why: 'The setting assay.github.apiUrl is no safe address.' };
  try {
    const { env, platform } = process;
    const git = await openGit({ disk: nodeFiles(nodeClock), env, platform }, root);
    const repository = repositoryOf(await git.text(['config', '--get', 'remote.origin.url']));
    const branch = (await git.text(['rev-parse', '--abbrev-ref', 'HEAD'])).trim();
    const checkedOut =
      branch === 'HEAD' ? { commit: (await git.text(['rev-parse', 'HEAD'])).trim() } : { branch };
    if (repository === undefined) return { why: 'The remote "origin" is on no host.' };
    if (!isApiOf(apiUrl, repository)) {
      const host = noticeText(repository.host, 60);
      return {
        why: `"origin" is on ${host}: GitHub Enterprise is for assay.github.apiUrl to name.`,
      };
    }
    return { apiUrl, repository, checkedOut };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { why: 'There is no repository with a remote "origin" here.' };
  }
}

/** The person's own word alone; a workspace may say what it likes. */
function ownApi(): string | undefined {
  const inspected = vscode.workspace.getConfiguration('assay').inspect(settings.githubApiUrl);
  const own = userSetting(inspected);
  if (typeof own !== 'string' || own === '') return githubApi;
  return isSafeUrl(own) ? own.replace(/\/+$/, '') : undefined;
}

/** `branch main`. */
export function checkedOutText(of: CheckedOut): string {
  return 'branch' in of ? `branch ${of.branch}` : `commit ${of.commit.slice(0, 7)}`;
}
