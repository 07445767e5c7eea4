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
};

function pipeline(plan: CiPlan): string {
  const report = inFolder(plan, reportFolder);
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
        ${inDirectory(plan, [`sh '${lint}'`, `sh '${branchRun('origin/$CHANGE_TARGET')}'`])}
      }
    }
    stage('Everything') {
      when {
        allOf {
          branch '${plan.mainBranch}'
          not { triggeredBy 'TimerTrigger' }
        }
      }
      steps {
        ${withKeys(plan, inDirectory(plan, [`sh '${mergeRun}'`], 10))}
      }
    }
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
      archiveArtifacts artifacts: '${report}/**', allowEmptyArchive: true
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

function withKeys({ keys }: CiPlan, steps: string): string {
  if (keys.length === 0) return steps;
  const bindings = keys
    .map((key) => `          string(credentialsId: '${credentialId(key)}', variable: '${key}')`)
    .join(',\n');
  return `withCredentials([\n${bindings}\n        ]) {\n          ${steps}\n        }`;
}

/** `OPENAI_API_KEY` → `openai-api-key`, as ids of credentials are usually written. */
function credentialId(key: string): string {
  return key.toLowerCase().replaceAll('_', '-');
}
