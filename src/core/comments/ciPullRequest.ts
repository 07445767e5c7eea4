import type { Environment } from '../project/userFolders.ts';
import type { CommentTarget } from './codeHost.ts';
import { pullRequestAt, type PullRequest } from './codeHosts.ts';
import { azure } from './hosts/azure.ts';
import { github } from './hosts/github.ts';
import { gitlab } from './hosts/gitlab.ts';

/** What a CI system says about where this build belongs. */
export type FoundPullRequest =
  | PullRequest
  /** This build is of no pull request. */
  | { readonly none: string }
  /** Something is missing that the system should say, or there is no system that is known. */
  | { readonly fault: string; readonly next: string };

const named = 'Name it: assay comment --pull-request https://…';

/** The pull request of this build, from the variables that each system documents. */
export function ciPullRequest(env: Environment): FoundPullRequest {
  const system = systems.find(({ mark }) => isSet(env[mark]));
  if (system !== undefined) return system.read(env);
  return {
    fault: 'No CI system that is known says here which pull request this is.',
    next: named,
  };
}

interface System {
  /** A variable that is set in every build of it. */
  readonly mark: string;
  read(env: Environment): FoundPullRequest;
}

/** Jenkins comes last: its agents may stand in a machine of another system. */
const systems: readonly System[] = [
  { mark: 'GITHUB_ACTIONS', read: readGithub },
  { mark: 'GITLAB_CI', read: readGitlab },
  { mark: 'TF_BUILD', read: readAzure },
  { mark: 'CIRCLECI', read: (env) => atPage('CircleCI', 'CIRCLE_PULL_REQUEST', env) },
  { mark: 'bamboo_buildKey', read: readBamboo },
  { mark: 'JENKINS_URL', read: (env) => atPage('Jenkins', 'CHANGE_URL', env) },
];

function readGithub(env: Environment): FoundPullRequest {
  const number = /^refs\/pull\/(\d+)\//.exec(env['GITHUB_REF'] ?? '')?.[1];
  if (number === undefined) return none('GitHub Actions', 'GITHUB_REF');
  const found = variables(env, ['GITHUB_API_URL', 'GITHUB_REPOSITORY']);
  if ('fault' in found) return found;
  const [api = '', repository = ''] = found.values;
  return at(github, api, `/repos/${segments(repository)}/issues/${number}`);
}

function readGitlab(env: Environment): FoundPullRequest {
  const number = whole(env['CI_MERGE_REQUEST_IID']);
  if (number === undefined) return none('GitLab CI', 'CI_MERGE_REQUEST_IID');
  const found = variables(env, ['CI_API_V4_URL', 'CI_MERGE_REQUEST_PROJECT_ID']);
  if ('fault' in found) return found;
  const [api = '', project = ''] = found.values;
  return at(gitlab, api, `/projects/${encodeURIComponent(project)}/merge_requests/${number}`);
}

/** Repositories of Azure itself, and those on GitHub that Azure builds. */
function readAzure(env: Environment): FoundPullRequest {
  const number = whole(env['SYSTEM_PULLREQUEST_PULLREQUESTID']);
  if (number === undefined) return none('Azure Pipelines', 'SYSTEM_PULLREQUEST_PULLREQUESTID');
  if (env['BUILD_REPOSITORY_PROVIDER']?.startsWith('GitHub') === true) {
    const found = variables(env, ['BUILD_REPOSITORY_URI', 'SYSTEM_PULLREQUEST_PULLREQUESTNUMBER']);
    if ('fault' in found) return found;
    const [repository = '', its = ''] = found.values;
    return atAddress(`${withoutGit(repository)}/pull/${its}`, 'BUILD_REPOSITORY_URI');
  }
  const found = variables(env, [
    'SYSTEM_TEAMFOUNDATIONCOLLECTIONURI',
    'SYSTEM_TEAMPROJECTID',
    'BUILD_REPOSITORY_ID',
  ]);
  if ('fault' in found) return found;
  const [api = '', project = '', repository = ''] = found.values.map((one, place) =>
    place === 0 ? one : encodeURIComponent(one),
  );
  const path = `/${project}/_apis/git/repositories/${repository}/pullRequests/${number}`;
  return at(azure, api, path);
}

function readBamboo(env: Environment): FoundPullRequest {
  const number = whole(env['bamboo_repository_pr_key']);
  if (number === undefined) return none('Bamboo', 'bamboo_repository_pr_key');
  const variable = 'bamboo_planRepository_repositoryUrl';
  const found = variables(env, [variable]);
  if ('fault' in found) return found;
  const page = pageOfClone(found.values[0] ?? '', number);
  if (page !== undefined) return atAddress(page, variable);
  return { fault: `Nobody can tell from ${variable} where the pull request is.`, next: named };
}

/** From the address that a repository is cloned from to the page of one of its pull requests. */
function pageOfClone(clone: string, number: string): string | undefined {
  const [, scp, scpPath] = /^[\w.-]+@([\w.-]+):(?!\/)(.+)$/.exec(clone) ?? [];
  const address = scp === undefined ? clone : `ssh://${scp}/${scpPath}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, host, pathname } = new URL(address);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  const origin = isWeb ? `${protocol}//${host}` : `https://${hostname}`;
  const path = withoutGit(pathname);
  if (hostname === 'github.com') return `${origin}${path}/pull/${number}`;
  if (hostname === 'bitbucket.org') return `${origin}${path}/pull-requests/${number}`;
  const [, context, project, name] = /^(.*?)(?:\/scm)?\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (project === undefined || name === undefined) return undefined;
  const key = project.startsWith('~') ? `users/${project.slice(1)}` : `projects/${project}`;
  return `${origin}${isWeb ? context : ''}/${key}/repos/${name}/pull-requests/${number}`;
}

function atPage(system: string, variable: string, env: Environment): FoundPullRequest {
  const page = env[variable];
  return isSet(page) ? atAddress(page, variable) : none(system, variable);
}

function atAddress(address: string, variable: string): FoundPullRequest {
  const found = pullRequestAt(address);
  if (found !== undefined) return found;
  return {
    fault: `What ${variable} says is no pull request of a host that is known.`,
    next: named,
  };
}

function at(host: PullRequest['host'], api: string, path: CommentTarget['path']): PullRequest {
  return { host, target: { api: api.replace(/\/+$/, ''), path } };
}

function none(system: string, variable: string): FoundPullRequest {
  return { none: `This build of ${system} is of no pull request: ${variable} names none.` };
}

function variables(
  env: Environment,
  names: readonly string[],
): { readonly values: readonly string[] } | { readonly fault: string; readonly next: string } {
  const missing = names.filter((name) => !isSet(env[name]));
  if (missing.length === 0) return { values: names.map((name) => env[name] ?? '') };
  return {
    fault: `The environment variable ${missing.join(' and ')} is not set, which the CI system sets in a pull request.`,
    next: `Hand it to the step, or ${named.charAt(0).toLowerCase()}${named.slice(1)}`,
  };
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function whole(value: string | undefined): string | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? value : undefined;
}

function segments(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function withoutGit(path: string): string {
  return path.replace(/\/+$/, '').replace(/\.git$/, '');
}
