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
  partNumbers,
  partRun,
  reportFolder,
  runsFolder,
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
  setUpComment: 'Nothing: the token of the job may comment.',
};

function workflow(plan: CiPlan): string {
  const { folder, keys, mainBranch } = plan;
  const report = inFolder(plan, reportFolder);
  const runs = inFolder(plan, runsFolder);
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
${keepReport(report, runs)}
      - name: Comment on the pull request
        if: always() && github.event.pull_request.head.repo.full_name == github.repository
${branchComment(plan)}

${plan.shards === 1 ? mergeJob(plan, env) : partJobs(plan, env)}

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

function branchComment(plan: CiPlan): string {
  if (plan.comment) return ownComment(plan);
  return `        env:
          GH_TOKEN: \${{ github.token }}
          PULL_REQUEST: \${{ github.event.pull_request.html_url }}
        run: |
          test -f ${reportFolder}/comment.md || exit 0
          gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file ${reportFolder}/comment.md`;
}

function ownComment(plan: CiPlan): string {
  return `        env:
          GITHUB_TOKEN: \${{ github.token }}
        run: ${comment(plan)}`;
}

const onMerge = "github.event_name == 'push' || github.event_name == 'workflow_dispatch'";

function mergeJob(plan: CiPlan, env: string): string {
  return `  merge:
    name: Everything
    if: ${onMerge}
    runs-on: ubuntu-latest
    timeout-minutes: 60
    concurrency: assay-merge
    steps:
${checkout(plan)}
${replyCache('')}
      - name: Evaluate everything
${env}        run: ${mergeRun}
${keepReport(inFolder(plan, reportFolder), inFolder(plan, runsFolder))}`;
}

/** A part on each machine, and a job that joins them. */
function partJobs(plan: CiPlan, env: string): string {
  const { shards } = plan;
  const parts = inFolder(plan, partFolder);
  return `  merge-part:
    name: Everything, part \${{ matrix.part }} of ${shards}
    if: ${onMerge}
    runs-on: ubuntu-latest
    timeout-minutes: 60
    concurrency: assay-merge-\${{ matrix.part }}
    strategy:
      fail-fast: false
      matrix:
        part: [${partNumbers(plan).join(', ')}]
    steps:
${checkout(plan)}
${replyCache('${{ matrix.part }}-')}
      - name: Evaluate a part
${env === '' ? '        env:\n' : env}          PART: \${{ matrix.part }}
        run: ${partRun(`$PART/${shards}`)}
      - name: Hand the part over
        uses: actions/upload-artifact@v4
        with:
          name: assay-part-\${{ matrix.part }}
          path: ${parts}
          if-no-files-found: error
          retention-days: 7

  merge:
    name: Everything, joined
    needs: merge-part
    runs-on: ubuntu-latest
    timeout-minutes: 15
${plan.comment ? '    permissions:\n      contents: read\n      pull-requests: write\n' : ''}    steps:
${checkout(plan)}
      - name: Fetch the parts
        uses: actions/download-artifact@v4
        with:
          pattern: assay-part-*
          path: ${parts}
          merge-multiple: true
      - name: Join them
        run: ${partMerge()}
${keepReport(inFolder(plan, reportFolder), inFolder(plan, runsFolder))}${plan.comment ? lateComment(plan) : ''}`;
}

/** A push is of no pull request, and then this says so; a merge tier that runs on pull requests has it already. */
function lateComment(plan: CiPlan): string {
  return `
      - name: Comment on the pull request, where there is one
        if: always()
${ownComment(plan)}`;
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

/** `part`: keeps the replies of parts apart. */
function replyCache(part: string): string {
  return `      - uses: actions/cache@v4
        with:
          path: ~/.cache/assay
          key: assay-replies-${part}\${{ github.run_id }}
          restore-keys: assay-replies-${part}`;
}

function keepReport(report: string, runs: string): string {
  return `      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: assay-report-\${{ github.job }}
          path: ${report}
          if-no-files-found: ignore
      - name: Keep the run
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: assay-runs-\${{ github.job }}
          path: ${runs}
          include-hidden-files: true
          if-no-files-found: ignore
      - name: Show the report
        if: always()
        run: test ! -f ${reportFolder}/comment.md || cat ${reportFolder}/comment.md >> "$GITHUB_STEP_SUMMARY"`;
}
