import assert from 'node:assert/strict';
import { buildLink } from '#cli/buildLink.ts';

describe('the page of the build', () => {
  for (const [name, env, link] of [
    [
      'GitHub Actions',
      {
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_RUN_ID: '7',
      },
      'https://github.com/o/r/actions/runs/7',
    ],
    ['Jenkins', { BUILD_URL: 'http://ci:8080/job/a/1/' }, 'http://ci:8080/job/a/1/'],
    [
      'CircleCI',
      { CIRCLE_BUILD_URL: 'https://circleci.com/gh/o/r/1' },
      'https://circleci.com/gh/o/r/1',
    ],
    [
      'Bamboo',
      { bamboo_buildResultsUrl: 'https://b.example/browse/A-1' },
      'https://b.example/browse/A-1',
    ],
    [
      'GitLab',
      { CI_JOB_URL: 'https://gitlab.com/o/r/-/jobs/1' },
      'https://gitlab.com/o/r/-/jobs/1',
    ],
    [
      'Azure Pipelines',
      {
        SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: 'https://dev.azure.com/o/',
        SYSTEM_TEAMPROJECT: 'a b',
        BUILD_BUILDID: '3',
      },
      'https://dev.azure.com/o/a%20b/_build/results?buildId=3',
    ],
    ['nothing', { BUILD_URL: 'javascript:alert(1)' }, undefined],
  ] as const) {
    it(`is known from ${name}`, () => {
      assert.equal(buildLink(env), link);
    });
  }
});
