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
};

function config(plan: CiPlan): string {
  const { folder, mainBranch } = plan;
  const report = inFolder(plan, reportFolder);
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
          command: mkdir -p ${report}
      - store_test_results:
          path: ${report}
      - store_artifacts:
          path: ${report}

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
  merge:
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
      - keep-report
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
          filters:
            branches:
              ignore: ${mainBranch}
  merge:
    when:
      not: << pipeline.parameters.nightly >>
    jobs:
      - merge:
          context: assay
          filters:
            branches:
              only: ${mainBranch}
  nightly:
    when: << pipeline.parameters.nightly >>
    jobs:
      - nightly:
          context: assay
`;
}
