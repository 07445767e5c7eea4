import type { RunComparison } from '#protocol/comparison.ts';
import { findFirstBad, type Standing } from '../bisect/firstBad.ts';
import type { Engine } from '../engine.ts';
import { overlayFiles, WrittenFiles } from '../files/overlayFiles.ts';
import { commitFiles } from '../git/commitFiles.ts';
import { GitError, type Git } from '../git/git.ts';
import { commitsBetween, findCommit, type CommitFacts } from '../git/repository.ts';
import type { DependencyGraph } from '../graph/graph.ts';
import { selectChanged, type Selection } from '../graph/selectChanged.ts';
import { catalogueFile, suiteFile } from '../project/findRoot.ts';
import { gitOf, graphOf } from './changedSince.ts';
import {
  evaluateCommit,
  type CommitDesk,
  type CommitOutcome,
  type CommitValue,
  type Looked,
} from './evaluateCommit.ts';
import type { EngineSetup } from './setup.ts';

export interface BisectRequest extends Looked {
  /** Refs of git. Absent `good`: the first commit that has the prompt. */
  readonly good?: string;
  readonly bad: string;
  /** The least change for the worse that counts. */
  readonly drop: number;
}

export interface Bisection {
  /** The commit that made it worse. Absent: it is one of `suspects`, since nobody can say more. */
  readonly found?: CommitFacts;
  readonly suspects: readonly CommitFacts[];
  readonly before: CommitValue;
  readonly after: CommitValue;
  /** What the found commit changed of what the prompt depends on. */
  readonly changed?: Selection;
  readonly comparison?: RunComparison;
  /** Commits after the good end that touch something the prompt depends on. */
  readonly commits: number;
  /** Commits that were run between the two ends, and could be told. */
  readonly evaluations: number;
  readonly skipped: readonly { readonly commit: string; readonly why: string }[];
}

export type BisectOutcome =
  | { readonly value: Bisection }
  /** `fault`: `fine` where there is nothing to find. */
  | { readonly refused: string; readonly next?: string; readonly fault: 'fine' | 'unusable' };

/** Finds the commit whose change of prompt or data made a value worse. Rejects only with the signal's reason. */
export async function bisectPrompt(
  setup: EngineSetup,
  open: CommitDesk['open'],
  request: BisectRequest,
  signal: AbortSignal,
): Promise<BisectOutcome> {
  try {
    const git = await gitOf(setup);
    return await bisect({ setup, git, written: new WrittenFiles(), open }, request, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof GitError)) throw error;
    return { refused: `Git cannot be read: ${error.message}`, fault: 'unusable' };
  }
}

async function bisect(
  desk: CommitDesk,
  request: BisectRequest,
  signal: AbortSignal,
): Promise<BisectOutcome> {
  const { git } = desk;
  const ends = await findEnds(git, request, signal);
  if ('refused' in ends) return { ...ends, fault: 'unusable' };
  const paths = await inputPaths(desk, request.prompt, [ends.good, ends.bad], signal);
  const commits = await commitsBetween(git, { ...ends, paths }, signal);
  const last = commits.at(-1);
  if (last === undefined) {
    return {
      refused: 'No commit between the two touches what the prompt depends on.',
      fault: 'fine',
    };
  }
  const good = await evaluateCommit(desk, ends.good, request, signal);
  if ('refused' in good) return endRefused('good', good);
  const bad = await evaluateCommit(desk, last.commit, request, signal);
  if ('refused' in bad) return endRefused('bad', bad);
  if (!isWorse(bad, good, request.drop)) {
    const refused = `It did not get worse by ${request.drop}: ${shown(good.value)} at the good end, ${shown(bad.value)} at the bad one.`;
    return {
      refused,
      next: 'Name other ends, another --metric or a smaller --drop.',
      fault: 'fine',
    };
  }
  const values = new Map<number, CommitValue>([
    [-1, good],
    [commits.length - 1, bad],
  ]);
  const skipped: Bisection['skipped'][number][] = [];
  const { lastGood, firstBad } = await findFirstBad(commits.length, async (place) => {
    const { commit = '' } = commits[place] ?? {};
    const value = await evaluateCommit(desk, commit, request, signal);
    if ('refused' in value) {
      skipped.push({ commit, why: value.refused });
      return 'unknown';
    }
    values.set(place, value);
    return (isWorse(value, good, request.drop) ? 'bad' : 'good') satisfies Standing;
  });
  const suspects = commits.slice(lastGood + 1, firstBad + 1);
  const [only] = suspects;
  const found = suspects.length === 1 ? only : undefined;
  const before = values.get(lastGood) ?? good;
  const after = values.get(firstBad) ?? bad;
  return {
    value: {
      ...(found === undefined ? {} : { found }),
      suspects,
      before,
      after,
      ...(await comparedOf(desk, before, after, signal)),
      ...(found === undefined ? {} : { changed: await changeOf(desk, request, found, signal) }),
      commits: commits.length,
      evaluations: values.size - 2,
      skipped,
    },
  };
}

async function findEnds(
  git: Git,
  { good, bad, prompt }: BisectRequest,
  signal: AbortSignal,
): Promise<
  | { readonly good: string; readonly bad: string }
  | { readonly refused: string; readonly next: string }
> {
  const end = await findCommit(git, bad, signal);
  if ('refused' in end) return end;
  if (good !== undefined) {
    const start = await findCommit(git, good, signal);
    return 'refused' in start ? start : { good: start.commit, bad: end.commit };
  }
  const args = ['rev-list', '--first-parent', '--reverse', end.commit, '--', prompt];
  const [first = ''] = (await git.text(args, signal)).split('\n');
  if (first !== '') return { good: first, bad: end.commit };
  return { refused: `No commit has the file ${prompt}.`, next: 'Name a prompt that is in git.' };
}

/** Files that the prompt depends on, at either end. */
async function inputPaths(
  desk: CommitDesk,
  prompt: string,
  commits: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const paths = new Set([prompt, suiteFile, catalogueFile]);
  for (const commit of commits) {
    const { nodes, cases } = await graphAt(desk, commit, prompt, signal);
    for (const { kind, name } of nodes.values()) if (kind === 'file') paths.add(name);
    for (const { file } of cases.get(prompt)?.values() ?? []) paths.add(file);
  }
  return [...paths];
}

async function graphAt(
  { setup, git }: CommitDesk,
  commit: string,
  prompt: string,
  signal: AbortSignal,
): Promise<DependencyGraph> {
  const files = await commitFiles(git, commit, setup.root, signal);
  return graphOf(setup, [prompt], signal, files);
}

async function changeOf(
  desk: CommitDesk,
  { prompt }: BisectRequest,
  { commit }: CommitFacts,
  signal: AbortSignal,
): Promise<Selection> {
  const parent = (await desk.git.text(['rev-parse', `${commit}^1`], signal)).trim();
  const before = await graphAt(desk, parent, prompt, signal);
  return selectChanged(before, await graphAt(desk, commit, prompt, signal));
}

async function comparedOf(
  { setup, open, written }: CommitDesk,
  before: CommitValue,
  after: CommitValue,
  signal: AbortSignal,
): Promise<Pick<Bisection, 'comparison'>> {
  const files = overlayFiles(setup.ports.files, written);
  const engine: Pick<Engine, 'compare'> = open({ ...setup, ports: { ...setup.ports, files } });
  const compared = await engine.compare({ before: before.run, after: after.run }, signal);
  return 'value' in compared ? { comparison: compared.value } : {};
}

function isWorse(value: CommitValue, good: CommitValue, drop: number): boolean {
  const fall = value.better === 'higher' ? good.value - value.value : value.value - good.value;
  // A fall of 0.1 that was computed as 0.09999999 is one.
  return fall >= drop - 1e-9 && fall > 0;
}

function endRefused(
  which: 'good' | 'bad',
  { commit, refused }: Extract<CommitOutcome, { refused: string }>,
): BisectOutcome {
  return {
    refused: `The ${which} end, ${commit.slice(0, 10)}, cannot be evaluated: ${refused}.`,
    next: 'Name another one, record what is missing, or let models be asked with --live and --max-cost.',
    fault: 'unusable',
  };
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
