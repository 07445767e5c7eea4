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

/** A workflow: the branch tier on pull requests, the merge tier on the main branch, the drift check at night. */
export const github: CiSystem = {
  kind: 'github',
  title: 'GitHub Actions',
  marks: ['.github'],
  files: (plan) => ({ '.github/workflows/assay.yml': workflow(plan) }),
  setUp: [
    'Put the keys of your models into the secrets of the repository.',
    'Pull requests from forks get no secret and no comment; their report is in the summary of the job.',
  ],
};

function workflow(plan: CiPlan): string {
  const { folder, keys, mainBranch } = plan;
  const report = inFolder(plan, reportFolder);
  const secrets = keys.map((key) => `          ${key}: \${{ secrets.${key} }}\n`).join('');
  const env = secrets === '' ? '' : `        env:\n${secrets}`;
  return `${commentLines('#')}
name: Assay

on:
  pull_request:
  push:
    branches: [${mainBranch}]
  schedule:
    - cron: '17 3 * * *'
  workflow_dispatch:

permissions:
  contents: read

defaults:
  run:
    working-directory: ${folder}

jobs:
  branch:
    name: Cheap checks of what changed
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      pull-requests: write
    steps:
${checkout(plan)}
      - name: Lint
        run: ${lint}
      - name: Evaluate on recordings
        env:
          BASE: origin/\${{ github.base_ref }}
        run: ${branchRun('$BASE')}
${keepReport(report)}
      - name: Comment on the pull request
        if: always() && github.event.pull_request.head.repo.full_name == github.repository
        env:
          GH_TOKEN: \${{ github.token }}
          PULL_REQUEST: \${{ github.event.pull_request.html_url }}
        run: |
          test -f ${reportFolder}/comment.md || exit 0
          gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file ${reportFolder}/comment.md

  merge:
    name: Everything
    if: github.event_name == 'push' || github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    concurrency: assay-merge
    steps:
${checkout(plan)}
${replyCache}
      - name: Evaluate everything
${env}        run: ${mergeRun}
${keepReport(report)}

  nightly:
    name: Do models still say what was recorded?
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
${checkout(plan)}
      - name: Ask a sample again
${env}        run: ${nightly}
`;
}

function checkout(plan: CiPlan): string {
  return `      - uses: actions/checkout@v4
        with:
          # "--since" compares with the commit that the branch left.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
          cache-dependency-path: ${inFolder(plan, 'package-lock.json')}
      - run: ${install}`;
}

const replyCache = `      - uses: actions/cache@v4
        with:
          path: ~/.cache/assay
          key: assay-replies-\${{ github.run_id }}
          restore-keys: assay-replies-`;

function keepReport(report: string): string {
  return `      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: assay-report-\${{ github.job }}
          path: ${report}
          if-no-files-found: ignore
      - name: Show the report
        if: always()
        run: test ! -f ${reportFolder}/comment.md || cat ${reportFolder}/comment.md >> "$GITHUB_STEP_SUMMARY"`;
}
