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
  setUpComment:
    'Give the branch plan a secret variable bitbucket_token_secret with an access token that may write pull requests; for a repository on GitHub call both variables in the file GITHUB_TOKEN and github_token_secret.',
};

interface BambooPlan {
  readonly key: string;
  readonly name: string;
  /** When it runs, as YAML. */
  readonly starts: string;
  /** By the names of their stages; one after another. */
  readonly stages: Readonly<Record<string, readonly BambooJob[]>>;
}

interface BambooJob {
  readonly name: string;
  readonly commands: readonly string[];
  /** Also where these failed. */
  readonly lastly?: readonly string[];
  /** Handed to the jobs of the next stage; absent: it makes reports. */
  readonly part?: number;
  /** Artefacts of earlier jobs that it gets. */
  readonly gets?: readonly string[];
}

function specs(plan: CiPlan): string {
  const { shards, mainBranch } = plan;
  const keys = plan.keys.map((key) => `export ${key}="$bamboo_${key.toLowerCase()}_secret"`);
  const lastly = plan.comment ? { lastly: [commentToken, comment(plan)] } : {};
  const whole = { Evaluate: [{ name: 'Merge', commands: [...keys, mergeRun] }] };
  const inParts = {
    Evaluate: partNumbers(plan).map((part) => ({
      name: `Part ${part}`,
      commands: [...keys, partRun(`${part}/${shards}`)],
      part,
    })),
    Join: [
      {
        name: 'Merge',
        commands: [partMerge()],
        gets: partNumbers(plan).map(artefactOf),
        ...lastly,
      },
    ],
  };
  const plans: readonly BambooPlan[] = [
    {
      key: 'ASSAYBRANCH',
      name: 'Assay: cheap checks of what changed',
      starts: 'branches:\n  create: for-pull-request\n  delete: never',
      stages: {
        Evaluate: [
          { name: 'Branch', commands: [lint, branchRun(`origin/${mainBranch}`)], ...lastly },
        ],
      },
    },
    {
      key: 'ASSAYMERGE',
      name: 'Assay: everything',
      starts: 'triggers:\n  - polling:\n      period: 180',
      stages: shards === 1 ? whole : inParts,
    },
    {
      key: 'ASSAYNIGHT',
      name: 'Assay: do models still say what was recorded?',
      starts: 'triggers:\n  - cron: 0 17 3 ? * *',
      stages: { Evaluate: [{ name: 'Nightly', commands: [...keys, nightly] }] },
    },
  ];
  const documents = plans.map((one) => document(one, plan));
  return `${commentLines('#')}\n${documents.join('---\n')}`;
}

const commentToken = 'export BITBUCKET_TOKEN="$bamboo_bitbucket_token_secret"';

function artefactOf(part: number): string {
  return `Assay part ${part}`;
}

function document({ key, name, starts, stages }: BambooPlan, plan: CiPlan): string {
  const named = Object.entries(stages)
    .map(
      ([stage, jobs]) =>
        `  - ${stage}:\n      jobs:\n${jobs.map((job) => `        - ${job.name}\n`).join('')}`,
    )
    .join('');
  const jobs = Object.values(stages)
    .flat()
    .map((job) => jobText(job, plan));
  return `version: 2
plan:
  project-key: PE
  key: ${key}
  name: '${name}'
stages:
${named}${starts}
${jobs.join('')}`;
}

function jobText(job: BambooJob, plan: CiPlan): string {
  const { name, commands, lastly = [], gets = [] } = job;
  const report = inFolder(plan, reportFolder);
  const parts = inFolder(plan, partFolder);
  const begin = ['set -eu', `cd ${plan.folder}`];
  const results = `    - test-parser:
        type: junit
        test-results:
          - ${report}/junit.xml
`;
  const kept = `${artefact('Assay report', report, false)}${artefact('Assay runs', inFolder(plan, runsFolder), false)}`;
  const finals = `${job.part === undefined ? results : ''}${lastly.length === 0 ? '' : script([...begin, ...lastly])}`;
  return `${name}:
  key: ${name.toUpperCase().replaceAll(' ', '')}
  docker:
    image: node:22
  tasks:
    - checkout:
        force-clean-build: true
${script([...begin, install, ...commands])}${finals === '' ? '' : `  final-tasks:\n${finals}`}${
    gets.length === 0
      ? ''
      : `  artifact-subscriptions:\n${gets.map((one) => `    - artifact: ${one}\n      destination: ${parts}\n`).join('')}`
  }  artifacts:
${job.part === undefined ? kept : artefact(artefactOf(job.part), parts, true)}`;
}

function script(lines: readonly string[]): string {
  return `    - script:
        interpreter: SHELL
        scripts:
          - |
${lines.map((line) => `            ${line}\n`).join('')}`;
}

/** One that other jobs get has to be there. */
function artefact(name: string, location: string, isShared: boolean): string {
  return `    - name: ${name}
      location: ${location}
      pattern: '**/*'
      required: ${isShared}
      shared: ${isShared}
`;
}
