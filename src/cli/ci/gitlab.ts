import type { CiPlan, CiSystem } from './ciSystem.ts';
import {
  branchRun,
  comment,
  commentLines,
  inFolder,
  install,
  lint,
  mergeRun,
  nightly,
  partFolder,
  partMerge,
  partRun,
  reportFolder,
  runsFolder,
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
  setUpComment:
    'Make a project access token with the scope "api" and the role Reporter, and put it into the masked variable GITLAB_TOKEN.',
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
${plan.shards === 1 ? '' : '\n.assay-report:\n'}  artifacts:
    when: always
    expire_in: 30 days
    paths:
      - ${report}
      - ${inFolder(plan, runsFolder)}
    reports:
      junit: ${report}/junit.xml

assay-branch:
  extends: ${extended(plan)}
  timeout: 15 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - ${lint}
    - ${branchRun('$CI_MERGE_REQUEST_DIFF_BASE_SHA')}
${commentAfter(plan)}
${plan.shards === 1 ? mergeJob : partJobs(plan)}

assay-nightly:
  extends: .assay
  timeout: 1 hour
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - ${nightly}
`;
}

function extended({ shards }: CiPlan): string {
  return shards === 1 ? '.assay' : '[.assay, .assay-report]';
}

/** Also where the gate failed; it has no part in whether the job did. */
function commentAfter(plan: CiPlan): string {
  if (!plan.comment) return '';
  return `  after_script:
    - cd ${plan.folder}
    - ${comment(plan)}
`;
}

const onMerge = `  rules:
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH`;

const mergeJob = `assay-merge:
  extends: .assay
  timeout: 1 hour
  resource_group: assay-merge
${onMerge}
  cache:
    key: assay-replies
    paths:
      - .ci-cache/assay
  script:
    - ${mergeRun}`;

/** A part on each runner, and a job that joins them: it gets the artefacts of all. */
function partJobs(plan: CiPlan): string {
  return `assay-merge-part:
  extends: .assay
  timeout: 1 hour
  parallel: ${plan.shards}
${onMerge}
  cache:
    key: assay-replies-$CI_NODE_INDEX
    paths:
      - .ci-cache/assay
  script:
    - ${partRun('$CI_NODE_INDEX/$CI_NODE_TOTAL')}
  artifacts:
    expire_in: 7 days
    paths:
      - ${inFolder(plan, partFolder)}

assay-merge:
  extends: [.assay, .assay-report]
  timeout: 15 minutes
  needs: [assay-merge-part]
${onMerge}
  script:
    - ${partMerge()}
${commentAfter(plan)}`.trimEnd();
}
