import assert from 'node:assert/strict';
import { ciPullRequest } from '#core/comments/ciPullRequest.ts';

type Variables = Readonly<Record<string, string>>;

const github = { GITHUB_ACTIONS: 'true', GITHUB_API_URL: 'https://api.github.com' };
const gitlab = { GITLAB_CI: 'true', CI_API_V4_URL: 'https://git.example.com/lab/api/v4' };
const azure = {
  TF_BUILD: 'True',
  SYSTEM_PULLREQUEST_PULLREQUESTID: '12',
  SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: 'https://dev.azure.com/acme/',
  SYSTEM_TEAMPROJECTID: 'p-1',
  BUILD_REPOSITORY_ID: 'r-1',
};
const bamboo = { bamboo_buildKey: 'PE-ASSAY', bamboo_repository_pr_key: '5' };

/** What is found: the host and where its interface is. */
const found: readonly (readonly [string, Variables, string, string, string])[] = [
  [
    'GitHub Actions',
    { ...github, GITHUB_REPOSITORY: 'acme/prompts', GITHUB_REF: 'refs/pull/7/merge' },
    'github',
    'https://api.github.com',
    '/repos/acme/prompts/issues/7',
  ],
  [
    'GitLab CI below a path',
    { ...gitlab, CI_MERGE_REQUEST_PROJECT_ID: '42', CI_MERGE_REQUEST_IID: '7' },
    'gitlab',
    'https://git.example.com/lab/api/v4',
    '/projects/42/merge_requests/7',
  ],
  [
    'Azure Pipelines',
    azure,
    'azure',
    'https://dev.azure.com/acme',
    '/p-1/_apis/git/repositories/r-1/pullRequests/12',
  ],
  [
    'Azure Pipelines over a repository on GitHub',
    {
      ...azure,
      BUILD_REPOSITORY_PROVIDER: 'GitHub',
      BUILD_REPOSITORY_URI: 'https://github.com/acme/prompts.git',
      SYSTEM_PULLREQUEST_PULLREQUESTNUMBER: '7',
    },
    'github',
    'https://api.github.com',
    '/repos/acme/prompts/issues/7',
  ],
  [
    'CircleCI',
    { CIRCLECI: 'true', CIRCLE_PULL_REQUEST: 'https://github.com/acme/prompts/pull/7' },
    'github',
    'https://api.github.com',
    '/repos/acme/prompts/issues/7',
  ],
  [
    'Jenkins with GitHub Enterprise Server',
    { JENKINS_URL: 'https://ci/', CHANGE_URL: 'https://git.example.com/acme/prompts/pull/7' },
    'github',
    'https://git.example.com/api/v3',
    '/repos/acme/prompts/issues/7',
  ],
  [
    'Jenkins with GitLab',
    { JENKINS_URL: 'https://ci/', CHANGE_URL: 'https://gitlab.com/a/b/c/-/merge_requests/7' },
    'gitlab',
    'https://gitlab.com/api/v4',
    '/projects/a%2Fb%2Fc/merge_requests/7',
  ],
  [
    'Bamboo with Bitbucket Cloud',
    { ...bamboo, bamboo_planRepository_repositoryUrl: 'git@bitbucket.org:acme/prompts.git' },
    'bitbucket',
    'https://api.bitbucket.org/2.0',
    '/repositories/acme/prompts/pullrequests/5',
  ],
  [
    'Bamboo with Bitbucket Data Center over SSH',
    {
      ...bamboo,
      bamboo_planRepository_repositoryUrl: 'ssh://git@git.example.com:7999/key/prompts.git',
    },
    'bitbucket-server',
    'https://git.example.com/rest/api/latest',
    '/projects/key/repos/prompts/pull-requests/5',
  ],
  [
    'Bamboo with Bitbucket Data Center below a path',
    {
      ...bamboo,
      bamboo_planRepository_repositoryUrl: 'https://example.com/git/scm/~ana/prompts.git',
    },
    'bitbucket-server',
    'https://example.com/git/rest/api/latest',
    '/projects/~ana/repos/prompts/pull-requests/5',
  ],
  [
    'Bamboo with GitHub',
    { ...bamboo, bamboo_planRepository_repositoryUrl: 'https://github.com/acme/prompts.git' },
    'github',
    'https://api.github.com',
    '/repos/acme/prompts/issues/5',
  ],
];

const none: readonly (readonly [string, Variables, string])[] = [
  [
    'a push in GitHub Actions',
    { ...github, GITHUB_REPOSITORY: 'acme/prompts', GITHUB_REF: 'refs/heads/main' },
    'This build of GitHub Actions is of no pull request: GITHUB_REF names none.',
  ],
  [
    'a branch in GitLab CI',
    gitlab,
    'This build of GitLab CI is of no pull request: CI_MERGE_REQUEST_IID names none.',
  ],
  [
    'a branch in Bamboo',
    { bamboo_buildKey: 'PE-ASSAY' },
    'This build of Bamboo is of no pull request: bamboo_repository_pr_key names none.',
  ],
  [
    'a branch in CircleCI',
    { CIRCLECI: 'true', CIRCLE_PULL_REQUEST: '' },
    'This build of CircleCI is of no pull request: CIRCLE_PULL_REQUEST names none.',
  ],
];

const faults: readonly (readonly [string, Variables, RegExp])[] = [
  [
    'a variable is missing',
    { ...gitlab, CI_MERGE_REQUEST_IID: '7' },
    /^The environment variable CI_MERGE_REQUEST_PROJECT_ID is not set/,
  ],
  ['no system is known', {}, /^No CI system that is known says here/],
  [
    'the page is of something else',
    { JENKINS_URL: 'https://ci/', CHANGE_URL: 'https://gerrit.example.com/c/7' },
    /^What CHANGE_URL says is no pull request of a host that is known/,
  ],
  [
    'a repository is on no host that is known',
    { ...bamboo, bamboo_planRepository_repositoryUrl: '/srv/git/prompts' },
    /^Nobody can tell from bamboo_planRepository_repositoryUrl/,
  ],
];

describe('the pull request of a build', () => {
  for (const [name, env, kind, api, path] of found) {
    it(`is found in ${name}`, () => {
      const pullRequest = ciPullRequest(env);
      assert.ok('host' in pullRequest, JSON.stringify(pullRequest));
      assert.deepEqual([pullRequest.host.kind, pullRequest.target], [kind, { api, path }]);
    });
  }
  for (const [name, env, why] of none) {
    it(`is none for ${name}`, () => {
      assert.deepEqual(ciPullRequest(env), { none: why });
    });
  }
  for (const [name, env, why] of faults) {
    it(`cannot be told where ${name}`, () => {
      const pullRequest = ciPullRequest(env);
      assert.match('fault' in pullRequest ? pullRequest.fault : '', why);
    });
  }
});
