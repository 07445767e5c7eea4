import type { CiPlan } from './ciSystem.ts';

/** Where reports go, below the project's folder. */
export const reportFolder = 'assay-report';

/** The version that is installed with the project, and never one that is fetched while CI runs. */
const assay = 'npx --no-install assay';

/** Reports are only written into a folder that is there. */
const withFolder = `mkdir -p ${reportFolder} && `;

const reports = [
  `--report html=${reportFolder}/report.html`,
  `--report junit=${reportFolder}/junit.xml`,
  `--report pull-request=${reportFolder}/comment.md`,
].join(' ');

export const install = 'npm ci';
export const lint: string = `${assay} lint`;

/** Cheap: on recordings, without a key, and only what changed. `base`: how the shell of the system names the ref. */
export function branchRun(base: string): string {
  return `${withFolder}${assay} run --tier branch --since "${base}" ${reports}`;
}

/** Everything, with judges. */
export const mergeRun: string = `${withFolder}${assay} run --tier merge --baseline ${reports}`;

/** Whether models still say what was recorded. */
export const nightly: string = `${assay} recordings check`;

/** Puts the project's folder before a path of its own. */
export function inFolder({ folder }: CiPlan, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}

export const heading = [
  'Written by "assay init ci"; yours to change.',
  'Assay has to be a devDependency of the project, so that everybody runs the same version.',
] as const;

/** The heading as comments. */
export function commentLines(mark: string): string {
  return heading.map((line) => `${mark} ${line}`).join('\n');
}
