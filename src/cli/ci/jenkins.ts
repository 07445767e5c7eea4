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

/** A declarative pipeline for a multibranch job. */
export const jenkins: CiSystem = {
  kind: 'jenkins',
  title: 'Jenkins',
  marks: ['Jenkinsfile'],
  files: (plan) => ({ 'Jenkinsfile.assay': pipeline(plan) }),
  setUp: [
    'Make a multibranch pipeline with Jenkinsfile.assay as its script path; it needs the plug-ins Pipeline, Docker Pipeline and JUnit.',
    'Let the job fetch the whole history: "--since" compares with the commit that the branch left.',
    'Put each key of your models into a secret text with the id that stands in the file.',
  ],
  setUpComment:
    'Put a token that may write pull requests into a secret text with the id "assay-comment"; for a repository that is not on GitHub give its variable another name.',
};

function pipeline(plan: CiPlan): string {
  const report = inFolder(plan, reportFolder);
  const runs = inFolder(plan, runsFolder);
  return `${commentLines('//')}
pipeline {
  agent { docker { image 'node:22' } }
  options {
    timeout(time: 60, unit: 'MINUTES')
    disableConcurrentBuilds()
  }
  triggers { cron('H 3 * * *') }
  environment {
    HOME = "\${env.WORKSPACE}"
    XDG_CACHE_HOME = "\${env.WORKSPACE}/.ci-cache"
  }
  stages {
    stage('Install') {
      steps {
        ${inDirectory(plan, [`sh '${install}'`])}
      }
    }
    stage('Cheap checks of what changed') {
      when { changeRequest() }
      steps {
${plan.comment ? `        dir('${report}') { deleteDir() }\n` : ''}        ${inDirectory(plan, [`sh '${lint}'`, `sh '${branchRun('origin/$CHANGE_TARGET')}'`])}
      }
${commentAfter(plan)}    }
${plan.shards === 1 ? mergeStage(plan) : partStages(plan)}
    stage('Do models still say what was recorded?') {
      when {
        allOf {
          branch '${plan.mainBranch}'
          triggeredBy 'TimerTrigger'
        }
      }
      steps {
        ${withKeys(plan, inDirectory(plan, [`sh '${nightly}'`], 10))}
      }
    }
  }
  post {
    always {
      junit testResults: '${report}/junit.xml', allowEmptyResults: true
      archiveArtifacts artifacts: '${report}/**, ${runs}/**', allowEmptyArchive: true
    }
  }
}
`;
}

function onMerge({ mainBranch }: CiPlan): string {
  return `      when {
        allOf {
          branch '${mainBranch}'
          not { triggeredBy 'TimerTrigger' }
        }
      }`;
}

function mergeStage(plan: CiPlan): string {
  return `    stage('Everything') {
${onMerge(plan)}
      steps {
        ${withKeys(plan, inDirectory(plan, [`sh '${mergeRun}'`], 10))}
      }
    }`;
}

/** A part on an agent of its own each, and a stage that joins them. */
function partStages(plan: CiPlan): string {
  const { shards } = plan;
  const parts = inFolder(plan, partFolder);
  const numbers = partNumbers(plan);
  const run = [`sh '${install}'`, `sh '${partRun(`$PART/${shards}`)}'`];
  return `    stage('Everything, in parts') {
${onMerge(plan)}
      matrix {
        agent { docker { image 'node:22' } }
        axes {
          axis {
            name 'PART'
            values ${numbers.map((part) => `'${part}'`).join(', ')}
          }
        }
        stages {
          stage('A part') {
            // Of this agent: that of the whole pipeline is another one.
            environment {
              HOME = "\${env.WORKSPACE}"
              XDG_CACHE_HOME = "\${env.WORKSPACE}/.ci-cache"
            }
            steps {
              ${withKeys(plan, inDirectory(plan, run, 16), 14)}
              stash name: "assay-part-\${PART}", includes: "${parts}/part-\${PART}-of-${shards}/**"
            }
          }
        }
      }
    }
    stage('Everything, joined') {
${onMerge(plan)}
      steps {
        dir('${parts}') { deleteDir() }
        dir('${inFolder(plan, reportFolder)}') { deleteDir() }
${numbers.map((part) => `        unstash 'assay-part-${part}'`).join('\n')}
        ${inDirectory(plan, [`sh '${partMerge()}'`])}
      }
${commentAfter(plan)}    }`;
}

/** Also where the gate failed. */
function commentAfter(plan: CiPlan): string {
  if (!plan.comment) return '';
  return `      post {
        always {
          withCredentials([string(credentialsId: 'assay-comment', variable: 'GITHUB_TOKEN')]) {
            ${inDirectory(plan, [`sh '${comment(plan)}'`], 12)}
          }
        }
      }
`;
}

function inDirectory({ folder }: CiPlan, steps: readonly string[], indent = 8): string {
  const space = ' '.repeat(indent);
  if (folder === '.') return steps.join(`\n${space}`);
  const inner = steps.map((step) => `${space}  ${step}`).join('\n');
  return `dir('${folder}') {\n${inner}\n${space}}`;
}

function withKeys({ keys }: CiPlan, steps: string, indent = 8): string {
  if (keys.length === 0) return steps;
  const space = ' '.repeat(indent);
  const bindings = keys
    .map((key) => `${space}  string(credentialsId: '${credentialId(key)}', variable: '${key}')`)
    .join(',\n');
  return `withCredentials([\n${bindings}\n${space}]) {\n${space}  ${steps}\n${space}}`;
}

/** `OPENAI_API_KEY` → `openai-api-key`, as ids of credentials are usually written. */
function credentialId(key: string): string {
  return key.toLowerCase().replaceAll('_', '-');
}
