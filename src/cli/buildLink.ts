import { webAddress } from '#base/webAddress.ts';
import type { Environment } from '#core/project/userFolders.ts';

/** The page of the build that this program runs in, as the common CI systems tell it; `undefined` elsewhere. */
export function buildLink(env: Environment): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  const github =
    GITHUB_SERVER_URL !== undefined &&
    GITHUB_REPOSITORY !== undefined &&
    GITHUB_RUN_ID !== undefined
      ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
      : undefined;
  const candidates = [
    github,
    env['CI_JOB_URL'],
    env['CIRCLE_BUILD_URL'],
    env['bamboo_buildResultsUrl'],
    env['bamboo_resultsUrl'],
    azure(env),
    env['BUILD_URL'],
  ];
  for (const url of candidates) {
    const address = url === undefined ? undefined : webAddress(url);
    if (address !== undefined) return address;
  }
  return undefined;
}

function azure(env: Environment): string | undefined {
  const server = env['SYSTEM_TEAMFOUNDATIONCOLLECTIONURI'];
  const project = env['SYSTEM_TEAMPROJECT'];
  const build = env['BUILD_BUILDID'];
  if (server === undefined || project === undefined || build === undefined) return undefined;
  return `${server}${encodeURIComponent(project)}/_build/results?buildId=${encodeURIComponent(build)}`;
}
