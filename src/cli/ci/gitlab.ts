import type { CiPlan, CiSystem } from './ciSystem.ts';
import {
  branchRun,
  commentLines,
  inFolder,
  install,
  lint,
  mergeRun,
  nightly,
  reportFolder,
} from './commands.ts';

/** A file of jobs to include; a repository's own `.gitlab-ci.yml` stays its own. */
export const gitlab: CiSystem = {
  kind: 'gitlab',
  title: 'GitLab CI',
  marks: ['.gitlab-ci.yml', '.gitlab'],
  files: (plan) => ({ '.gitlab/assay.gitlab-ci.yml': jobs(plan) }),
  setUp: [
    'Name the file in .gitlab-ci.yml: include: { local: .gitlab/assay.gitlab-ci.yml }.',
    'Put the keys of your models into masked and protected variables of the project.',
    'For the nightly check add a pipeline schedule.',
  ],
};

function jobs(plan: CiPlan): string {
  const { folder } = plan;
  const report = inFolder(plan, reportFolder);
  return `${commentLines('#')}
.assay:
  image: node:22
  variables:
    # "--since" compares with the commit that the branch left.
    GIT_DEPTH: '0'
    XDG_CACHE_HOME: $CI_PROJECT_DIR/.ci-cache
  before_script:
    - cd ${folder}
    - ${install}
  artifacts:
    when: always
    expire_in: 30 days
    paths:
      - ${report}
    reports:
      junit: ${report}/junit.xml

assay-branch:
  extends: .assay
  timeout: 15 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - ${lint}
    - ${branchRun('$CI_MERGE_REQUEST_DIFF_BASE_SHA')}

assay-merge:
  extends: .assay
  timeout: 1 hour
  resource_group: assay-merge
  rules:
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  cache:
    key: assay-replies
    paths:
      - .ci-cache/assay
  script:
    - ${mergeRun}

assay-nightly:
  extends: .assay
  timeout: 1 hour
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - ${nightly}
`;
}
