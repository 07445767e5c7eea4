import { dirname, join, relative, resolve } from 'node:path';
import type { Files } from '#core/ports.ts';
import { ciSystems } from '../ci/ciSystems.ts';
import type { CiPlan, CiSystem } from '../ci/ciSystem.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { tellWritten, writeMissing } from './writeMissing.ts';

export interface InitCiOptions {
  readonly system?: readonly string[];
  readonly branch: string;
  readonly key: readonly string[];
  readonly shards: number;
  readonly comment?: true;
}

/** Writes what a CI system needs to run the project's tiers; never replaces a file. */
export async function initCiCommand(
  context: Context,
  folder: string,
  options: InitCiOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { files } = await context.open();
  const project = resolve(context.cwd, folder);
  const repository = await repositoryOf(files, project);
  const systems = await wantedSystems(files, repository, options.system ?? []);
  if (systems.length === 0) {
    err.line(['bad', 'error'], ` Nothing in ${repository} says which CI system it uses.`);
    err.line(`  Name one: assay init ci --system ${ciSystems.map(({ kind }) => kind).join('|')}`);
    return exitCodes.configuration;
  }
  const inside = relative(repository, project).replaceAll('\\', '/');
  const plan: CiPlan = {
    mainBranch: options.branch,
    folder: inside === '' ? '.' : inside,
    keys: options.key,
    shards: options.shards,
    comment: options.comment === true,
  };
  for (const system of systems) {
    const done = await writeMissing(files, repository, system.files(plan));
    tellWritten(out, context.cwd, repository, done);
  }
  err.line();
  err.line('Next:');
  err.line('  Make Assay a devDependency of the project, so that CI runs the version you run.');
  err.line('  assay run --record         keep replies, so that the branch tier needs no key');
  for (const { title, setUp, setUpComment } of systems) {
    err.line(`  ${title}:`);
    const sentences = plan.comment ? [...setUp, setUpComment] : setUp;
    for (const sentence of sentences) err.line(`    ${sentence}`);
  }
  return exitCodes.fine;
}

/** The nearest folder upwards with a `.git`; the project itself where there is none. */
async function repositoryOf(files: Files, project: string): Promise<string> {
  for (let at = project; ; at = dirname(at)) {
    if ((await files.stat(join(at, '.git'))) !== undefined) return at;
    if (dirname(at) === at) return project;
  }
}

/** Those that are named, else those that the repository shows signs of. */
async function wantedSystems(
  files: Files,
  repository: string,
  named: readonly string[],
): Promise<readonly CiSystem[]> {
  if (named.length > 0) return ciSystems.filter(({ kind }) => named.includes(kind));
  const found: CiSystem[] = [];
  for (const system of ciSystems) {
    for (const mark of system.marks) {
      if ((await files.stat(join(repository, mark))) === undefined) continue;
      found.push(system);
      break;
    }
  }
  return found;
}
