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

export const azure: CiSystem = {
  kind: 'azure',
  title: 'Azure Pipelines',
  marks: ['azure-pipelines.yml'],
  files: (plan) => ({ 'azure-pipelines.assay.yml': pipeline(plan) }),
  setUp: [
    'Make a pipeline of azure-pipelines.assay.yml, and a build validation policy on the main branch that runs it on pull requests.',
    'Put the keys of your models into secret variables of the pipeline.',
  ],
};

function pipeline(plan: CiPlan): string {
  const { mainBranch, keys } = plan;
  const env =
    keys.length === 0
      ? ''
      : `        env:\n${keys.map((key) => `          ${key}: $(${key})\n`).join('')}`;
  return `${commentLines('#')}
trigger:
  branches:
    include: [${mainBranch}]
pr:
  branches:
    include: ['*']
schedules:
  - cron: '17 3 * * *'
    displayName: Nightly
    branches:
      include: [${mainBranch}]
    always: 'true'

pool:
  vmImage: ubuntu-latest

jobs:
  - job: branch
    displayName: Cheap checks of what changed
    condition: eq(variables['Build.Reason'], 'PullRequest')
    timeoutInMinutes: '15'
    steps:
${prepare(plan)}
${script(plan, 'Lint', lint)}
${script(plan, 'Evaluate on recordings', branchRun(`origin/${mainBranch}`))}
${keepReport(plan)}

  - job: merge
    displayName: Everything
    condition: notIn(variables['Build.Reason'], 'PullRequest', 'Schedule')
    timeoutInMinutes: '60'
    steps:
${prepare(plan)}
      - task: Cache@2
        displayName: Replies of earlier runs
        inputs:
          key: 'assay-replies | "$(Build.BuildId)"'
          restoreKeys: assay-replies
          path: $(Pipeline.Workspace)/.ci-cache
${script(plan, 'Evaluate everything', mergeRun)}
${cacheHome(env)}
${keepReport(plan)}

  - job: nightly
    displayName: Do models still say what was recorded?
    condition: eq(variables['Build.Reason'], 'Schedule')
    timeoutInMinutes: '60'
    steps:
${prepare(plan)}
${script(plan, 'Ask a sample again', nightly)}
${env}`;
}

function prepare(plan: CiPlan): string {
  return `      - checkout: self
        # "--since" compares with the commit that the branch left.
        fetchDepth: '0'
      - task: NodeTool@0
        inputs:
          versionSpec: 22.x
${script(plan, 'Install', install)}`;
}

function script({ folder }: CiPlan, name: string, command: string): string {
  return `      - script: ${command}
        displayName: ${name}
        workingDirectory: ${folder}`;
}

function cacheHome(env: string): string {
  const before = env === '' ? '        env:\n' : env;
  return `${before}          XDG_CACHE_HOME: $(Pipeline.Workspace)/.ci-cache`;
}

function keepReport(plan: CiPlan): string {
  const report = inFolder(plan, reportFolder);
  return `      - task: PublishTestResults@2
        condition: succeededOrFailed()
        inputs:
          testResultsFiles: ${report}/junit.xml
      - publish: ${report}
        condition: succeededOrFailed()
        artifact: assay-report-$(System.JobName)`;
}
