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

export const circleci: CiSystem = {
  kind: 'circleci',
  title: 'CircleCI',
  marks: ['.circleci'],
  files: (plan) => ({ '.circleci/assay.yml': config(plan) }),
  setUp: [
    'Copy the jobs into .circleci/config.yml, or name .circleci/assay.yml as the configuration file of a pipeline of its own.',
    'Put the keys of your models into a context with the name "assay".',
    'For the nightly check add a scheduled trigger with the parameter nightly = true.',
  ],
  setUpComment:
    'Put a token that may write pull requests as GITHUB_TOKEN into a context with the name "assay-comment".',
};

function config(plan: CiPlan): string {
  const { folder, mainBranch } = plan;
  const report = inFolder(plan, reportFolder);
  const runs = inFolder(plan, runsFolder);
  return `${commentLines('#')}
version: 2.1

parameters:
  nightly:
    type: boolean
    default: false

executors:
  node:
    docker:
      - image: cimg/node:22.13
    working_directory: ~/project

commands:
  prepare:
    steps:
      - checkout
      - restore_cache:
          keys:
            - npm-{{ checksum "${inFolder(plan, 'package-lock.json')}" }}
      - run:
          name: Install
          working_directory: ${folder}
          command: ${install}
      - save_cache:
          key: npm-{{ checksum "${inFolder(plan, 'package-lock.json')}" }}
          paths:
            - ~/.npm
  keep-report:
    steps:
      - run:
          name: Make sure there is a place for reports
          when: always
          command: mkdir -p ${report} ${runs}
      - store_test_results:
          path: ${report}
      - store_artifacts:
          path: ${report}
      - store_artifacts:
          path: ${runs}

jobs:
  branch:
    executor: node
    steps:
      - prepare
      - run:
          name: Lint
          working_directory: ${folder}
          command: ${lint}
      - run:
          name: Evaluate on recordings
          working_directory: ${folder}
          command: ${branchRun(`origin/${mainBranch}`)}
      - keep-report
${commentStep(plan)}${plan.shards === 1 ? mergeJob(plan) : partJobs(plan)}
  nightly:
    executor: node
    steps:
      - prepare
      - run:
          name: Ask a sample again
          working_directory: ${folder}
          no_output_timeout: 30m
          command: ${nightly}

workflows:
  branch:
    when:
      not: << pipeline.parameters.nightly >>
    jobs:
      - branch:
${plan.comment ? '          context: assay-comment\n' : ''}          filters:
            branches:
              ignore: ${mainBranch}
  merge:
    when:
      not: << pipeline.parameters.nightly >>
    jobs:
${plan.shards === 1 ? '' : `${workflowJob('merge-part', mainBranch, 'assay')}\n`}${workflowJob('merge', mainBranch, plan.shards > 1 && plan.comment ? '[assay, assay-comment]' : 'assay')}
${plan.shards === 1 ? '' : '          requires:\n            - merge-part\n'}  nightly:
    when: << pipeline.parameters.nightly >>
    jobs:
      - nightly:
          context: assay
`;
}

function workflowJob(name: string, mainBranch: string, context: string): string {
  return `      - ${name}:
          context: ${context}
          filters:
            branches:
              only: ${mainBranch}`;
}

/** Also where the gate failed. */
function commentStep(plan: CiPlan): string {
  if (!plan.comment) return '';
  return `      - run:
          name: Comment on the pull request
          when: always
          working_directory: ${plan.folder}
          command: ${comment(plan)}
`;
}

function mergeJob({ folder }: CiPlan): string {
  return `  merge:
    executor: node
    steps:
      - prepare
      - restore_cache:
          keys:
            - assay-replies-
      - run:
          name: Evaluate everything
          working_directory: ${folder}
          no_output_timeout: 30m
          command: ${mergeRun}
      - save_cache:
          key: assay-replies-{{ .Revision }}
          paths:
            - ~/.cache/assay
      - keep-report`;
}

/** A part in each of several machines, and a job that joins them. */
function partJobs(plan: CiPlan): string {
  const { folder, shards } = plan;
  return `  merge-part:
    executor: node
    parallelism: ${shards}
    steps:
      - prepare
      - restore_cache:
          keys:
            - assay-replies-part-{{ .Environment.CIRCLE_NODE_INDEX }}-
      - run:
          name: Evaluate a part
          working_directory: ${folder}
          no_output_timeout: 30m
          command: ${partRun('$((CIRCLE_NODE_INDEX + 1))/$CIRCLE_NODE_TOTAL')}
      - save_cache:
          key: assay-replies-part-{{ .Environment.CIRCLE_NODE_INDEX }}-{{ .Revision }}
          paths:
            - ~/.cache/assay
      - persist_to_workspace:
          root: ${folder}
          paths:
            - ${partFolder}
  merge:
    executor: node
    steps:
      - prepare
      - attach_workspace:
          at: ${folder}
      - run:
          name: Join the parts
          working_directory: ${folder}
          command: ${partMerge()}
      - keep-report
${commentStep(plan)}`.trimEnd();
}
