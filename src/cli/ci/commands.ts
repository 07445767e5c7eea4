import type { CiPlan } from './ciSystem.ts';

/** Where reports go, below the project's folder. */
export const reportFolder = 'assay-report';

/** Where parts of a run are handed over, below the project's folder. */
export const partFolder = 'assay-parts';

/** Where runs are, below the project's folder: what the editor and "assay history import" take in. */
export const runsFolder = '.assay/runs';

/** The version that is installed with the project, and never one that is fetched while CI runs. */
const assay = 'npx --no-install assay';

/** Reports are only written into a folder that is there, and some systems keep only one that is there. */
const withFolder = `mkdir -p ${reportFolder} ${runsFolder} && `;

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

/** A part of everything. `part`: how the shell of the system says `2/4`. It ends well where the part is there, whatever is in it. */
export function partRun(part: string): string {
  return `${assay} run --tier merge --shard "${part}" --part-folder ${partFolder}`;
}

/** Parts into the whole, with its gate. `parts`: what the shell finds their folders by. */
export function partMerge(parts = `${partFolder}/*`): string {
  return `${withFolder}${assay} merge ${parts} --baseline ${reports}`;
}

/** Whether models still say what was recorded. */
export const nightly: string = `${assay} recordings check`;

/** Says nothing where there is no report, as where nothing changed, or no pull request. */
export function comment({ folder }: CiPlan): string {
  const name = folder === '.' ? '' : ` --name ${folder}`;
  return `test ! -f ${reportFolder}/comment.md || ${assay} comment${name}`;
}

/** From 1 to the number of parts. */
export function partNumbers({ shards }: CiPlan): readonly number[] {
  return Array.from({ length: shards }, (_, place) => place + 1);
}

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
