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

/** Bamboo Specs: three plans in three documents, since a plan of Bamboo does the same for every branch. */
export const bamboo: CiSystem = {
  kind: 'bamboo',
  title: 'Bamboo',
  marks: ['bamboo-specs'],
  files: (plan) => ({ 'bamboo-specs/assay.yml': specs(plan) }),
  setUp: [
    'Replace the project key "PE" by yours, and switch Bamboo Specs on for the repository.',
    'Give the merge and nightly plans a secret variable for each key of your models: openai_api_key_secret for OPENAI_API_KEY.',
    'The agents need Docker, and the whole history of the repository: "--since" compares with the commit that the branch left.',
  ],
};

interface BambooPlan {
  readonly key: string;
  readonly job: string;
  readonly name: string;
  /** When it runs, as YAML. */
  readonly starts: string;
  readonly commands: readonly string[];
}

function specs(plan: CiPlan): string {
  const keys = plan.keys.map((key) => `export ${key}="$bamboo_${key.toLowerCase()}_secret"`);
  const plans: readonly BambooPlan[] = [
    {
      key: 'ASSAYBRANCH',
      job: 'Branch',
      name: 'Assay: cheap checks of what changed',
      starts: 'branches:\n  create: for-pull-request\n  delete: never',
      commands: [lint, branchRun(`origin/${plan.mainBranch}`)],
    },
    {
      key: 'ASSAYMERGE',
      job: 'Merge',
      name: 'Assay: everything',
      starts: 'triggers:\n  - polling:\n      period: 180',
      commands: [...keys, mergeRun],
    },
    {
      key: 'ASSAYNIGHT',
      job: 'Nightly',
      name: 'Assay: do models still say what was recorded?',
      starts: 'triggers:\n  - cron: 0 17 3 ? * *',
      commands: [...keys, nightly],
    },
  ];
  const documents = plans.map((one) => document(one, plan));
  return `${commentLines('#')}\n${documents.join('---\n')}`;
}

function document({ key, job, name, starts, commands }: BambooPlan, plan: CiPlan): string {
  const report = inFolder(plan, reportFolder);
  const script = ['set -eu', `cd ${plan.folder}`, install, ...commands]
    .map((line) => `            ${line}\n`)
    .join('');
  return `version: 2
plan:
  project-key: PE
  key: ${key}
  name: '${name}'
stages:
  - Evaluate:
      jobs:
        - ${job}
${starts}
${job}:
  key: ${job.toUpperCase()}
  docker:
    image: node:22
  tasks:
    - checkout:
        force-clean-build: true
    - script:
        interpreter: SHELL
        scripts:
          - |
${script}  final-tasks:
    - test-parser:
        type: junit
        test-results:
          - ${report}/junit.xml
  artifacts:
    - name: Assay report
      location: ${report}
      pattern: '**/*'
      required: false
      shared: false
`;
}
