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

export const azure: CiSystem = {
  kind: 'azure',
  title: 'Azure Pipelines',
  marks: ['azure-pipelines.yml'],
  files: (plan) => ({ 'azure-pipelines.assay.yml': pipeline(plan) }),
  setUp: [
    'Make a pipeline of azure-pipelines.assay.yml, and a build validation policy on the main branch that runs it on pull requests.',
    'Put the keys of your models into secret variables of the pipeline.',
  ],
  setUpComment:
    'Let the build service of the project contribute to pull requests (Project settings, Repositories, Security).',
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
${keepReport(plan)}${commentStep(plan)}

${plan.shards === 1 ? mergeJob(plan, env) : partJobs(plan, env)}

  - job: nightly
    displayName: Do models still say what was recorded?
    condition: eq(variables['Build.Reason'], 'Schedule')
    timeoutInMinutes: '60'
    steps:
${prepare(plan)}
${script(plan, 'Ask a sample again', nightly)}
${env}`;
}

const onMerge = "condition: notIn(variables['Build.Reason'], 'PullRequest', 'Schedule')";

function mergeJob(plan: CiPlan, env: string): string {
  return `  - job: merge
    displayName: Everything
    ${onMerge}
    timeoutInMinutes: '60'
    steps:
${prepare(plan)}
${replyCache('assay-replies')}
${script(plan, 'Evaluate everything', mergeRun)}
${cacheHome(env)}
${keepReport(plan)}`;
}

/** A part on each agent, and a job that joins them. */
function partJobs(plan: CiPlan, env: string): string {
  const parts = inFolder(plan, partFolder);
  return `  - job: merge_part
    displayName: Everything, a part
    ${onMerge}
    timeoutInMinutes: '60'
    strategy:
      parallel: '${plan.shards}'
    steps:
${prepare(plan)}
${replyCache('assay-replies | "part $(System.JobPositionInPhase)"')}
${script(plan, 'Evaluate a part', partRun('$SYSTEM_JOBPOSITIONINPHASE/$SYSTEM_TOTALJOBSINPHASE'))}
${cacheHome(env)}
      - publish: ${parts}
        artifact: assay-part-$(System.JobPositionInPhase)

  - job: merge
    displayName: Everything, joined
    dependsOn: merge_part
    timeoutInMinutes: '15'
    steps:
${prepare(plan)}
      - task: DownloadPipelineArtifact@2
        displayName: Fetch the parts
        inputs:
          itemPattern: 'assay-part-*/**'
          targetPath: $(System.DefaultWorkingDirectory)/${parts}
${script(plan, 'Join them', partMerge(`${partFolder}/*/*`))}
${keepReport(plan)}${commentStep(plan)}`;
}

/** Also where the gate failed. */
function commentStep(plan: CiPlan): string {
  if (!plan.comment) return '';
  return `
${script(plan, 'Comment on the pull request', comment(plan))}
        condition: succeededOrFailed()
        env:
          SYSTEM_ACCESSTOKEN: $(System.AccessToken)`;
}

function replyCache(key: string): string {
  return `      - task: Cache@2
        displayName: Replies of earlier runs
        inputs:
          key: '${key} | "$(Build.BuildId)"'
          restoreKeys: ${key}
          path: $(Pipeline.Workspace)/.ci-cache`;
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
        artifact: assay-report-$(System.JobName)
      - publish: ${inFolder(plan, runsFolder)}
        condition: succeededOrFailed()
        artifact: assay-runs-$(System.JobName)`;
}
