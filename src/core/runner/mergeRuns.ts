import type { ModelEntry } from '#protocol/catalogue.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { Merged } from '../ci.ts';
import type { History, StoredRun } from '../engine.ts';
import { catalogueFile } from '../project/findRoot.ts';
import { readPromptCopy } from '../project/readPrompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { shardRuns, type ShardRun } from '../shards/shardRuns.ts';
import { openJournal } from '../store/journal.ts';
import {
  makeRunFolder,
  runFolder,
  writeManifest,
  writeSummary,
  type RunFolder,
} from '../store/runFolder.ts';
import { makeUlid } from '../store/ulid.ts';
import { joinCases, placesIn } from './joinCases.ts';
import { markInforming } from './judgeStates.ts';
import { prepareJudging } from './judging.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';
import { summarise, type EndedRun, type HoldAgainstBaseline } from './summarise.ts';
import { CandidateTally } from './tally.ts';
import { RunTraffic } from './traffic.ts';
import { trialGrid } from './trialGrid.ts';

export interface MergeDesk {
  readonly setup: EngineSetup;
  readonly history: History;
  readonly hold: HoldAgainstBaseline;
}

/** Joins the parts of a run into the run that it would have been on one machine. Asks nobody. */
export async function mergeRuns(desk: MergeDesk, runs: readonly StoredRun[]): Promise<Merged> {
  const found = shardRuns(runs);
  if ('problems' in found) return found;
  const { setup } = desk;
  const { files, clock, random } = setup.ports;
  const id = makeUlid(clock, random);
  try {
    const folder = await makeRunFolder(files, setup.root, id);
    const casesSha256 = await joinCases(files, folder, found.shards);
    const manifest = wholeManifest(id, casesSha256, found.shards);
    await writeManifest(files, folder, manifest);
    return await joinResults(desk, folder, manifest, found.shards);
  } catch (error) {
    await files.remove(runFolder(setup.root, id).path).catch(() => {});
    throw error;
  }
}

function wholeManifest(id: string, casesSha256: string, shards: readonly ShardRun[]): RunManifest {
  const [{ manifest }] = shards as readonly [ShardRun];
  const { shard, ...first } = manifest;
  const prompts = first.prompts.map((prompt, place) => ({
    ...prompt,
    cases: shard.cases[place] ?? 0,
  }));
  const { maxCostUsd: _, ...options } = first.options;
  const budgets = shards.map((one) => one.manifest.options.maxCostUsd);
  const sum = budgets.reduce<number | undefined>(
    (all, one) => (all === undefined || one === undefined ? undefined : all + one),
    0,
  );
  return {
    ...first,
    id,
    startedAt: shards.map((one) => one.manifest.startedAt).toSorted()[0] ?? first.startedAt,
    prompts,
    options: { ...options, ...(sum === undefined ? {} : { maxCostUsd: sum }) },
    mergedFrom: shards.map(({ run }) => run.id),
    casesSha256,
    trials: trialGrid(prompts, first.candidates).total,
  };
}

async function joinResults(
  { setup, history, hold }: MergeDesk,
  folder: RunFolder,
  manifest: RunManifest,
  shards: readonly ShardRun[],
): Promise<Merged> {
  const { ports } = setup;
  return withScorers(setup, 'check', async (scorers) => {
    const read = await Promise.all(
      manifest.prompts.map(async (copy) => ({ file: copy.file, ...(await readPromptCopy(copy)) })),
    );
    const prompts = read.flatMap(({ file, value: prompt }) =>
      prompt === undefined ? [] : [{ file, prompt }],
    );
    const problems = read.flatMap((one) => one.problems.filter(isError));
    if (hasErrors(problems)) return { problems };
    const ended = await endedRun(folder, manifest, prompts, scorers, shards);
    const tallies = ended.candidates.map(
      ({ evaluators, repeats }) => new CandidateTally(evaluators, repeats),
    );
    const grid = trialGrid(manifest.prompts, manifest.candidates);
    const traffic = new RunTraffic(grid, tallies, () => {});
    const journal = await openJournal(ports.files, ports.clock, folder.journal, {
      seq: 0,
      bytes: 0,
    });
    try {
      for (const { run } of shards) {
        const places = await placesIn(ports.files, run);
        await history.results(run, (result) => {
          const prompt = manifest.candidates[result.candidate]?.prompt ?? -1;
          const place = places.get(`${prompt} ${result.caseId}`);
          if (place === undefined) return;
          const trial = grid.number(result.candidate, place, result.repeat);
          journal.append({ kind: 'result', result: { ...result, trial }, pending: [] });
          traffic.keep({ result: { ...result, trial } });
        });
      }
    } finally {
      await journal.close();
    }
    const wallMs = Math.max(...shards.map(({ summary }) => summary.wallMs));
    const summary = await summarise(ports, ended, traffic, tallies, wallMs, hold);
    await writeSummary(ports.files, folder, summary);
    const run = await history.at(folder.path);
    return { problems, run, summary };
  });
}

const isError = (problem: Problem): boolean => problem.severity === 'error';

async function endedRun(
  folder: RunFolder,
  manifest: RunManifest,
  prompts: readonly { readonly file: string; readonly prompt: Prompt }[],
  scorers: Parameters<typeof prepareJudging>[4],
  shards: readonly ShardRun[],
): Promise<EndedRun> {
  const { models, options, gate, leftOut = [] } = manifest;
  const catalogue = { file: catalogueFile, models };
  const today = manifest.startedAt.slice(0, 10);
  const judging = await prepareJudging(catalogue, prompts, options, today, scorers);
  const spentUsd = shards.reduce((sum, { summary }) => sum + summary.spentUsd, 0);
  return {
    folder,
    manifest,
    spentUsd: () => spentUsd,
    candidates: manifest.candidates.map((info, index) => {
      const known = (judging.evaluators[info.prompt] ?? []).filter(
        ({ name }) =>
          !leftOut.some(({ prompt, evaluator }) => prompt === info.prompt && evaluator === name),
      );
      const copy = manifest.prompts[info.prompt];
      return {
        index,
        info,
        account: accountOf(models, info.model),
        evaluators: markInforming(known, copy?.judges ?? [], gate),
        repeats: copy?.repeats ?? 1,
      };
    }),
  };
}

function accountOf(models: readonly ModelEntry[], id: string): string {
  return models.find((entry) => entry.id === id)?.provider ?? '';
}
