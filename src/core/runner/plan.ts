import { dirname, join } from 'node:path';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { GateRule, InputHash, PromptCopy, RunManifest, RunOptions } from '#protocol/run.ts';
import { lintPrompt } from '../authoring/lintPrompt.ts';
import type { Planned, RunRequest } from '../engine.ts';
import { sha256OfFile } from '../files/hash.ts';
import { FileError } from '../ports.ts';
import { gitCommit } from '../project/gitCommit.ts';
import { loadProject, type Project } from '../project/loadProject.ts';
import { textsOf } from '../project/readWithOthers.ts';
import { projectPath } from '../project/projectPath.ts';
import type { Suite } from '../project/suite.ts';
import { lockRun } from '../store/runLock.ts';
import { makeRunFolder, runFolder, writeManifest } from '../store/runFolder.ts';
import { writeSnapshot, type SnapshotCase, type SnapshotWriter } from '../store/snapshot.ts';
import { makeUlid } from '../store/ulid.ts';
import { findAccess, openModels, type OpenModels } from './access.ts';
import { budgetProblems } from './budgetCheck.ts';
import { choiceProblems, choose, type ChosenPrompt } from './choose.ts';
import { collectCases, type Collected } from './collect.ts';
import { judgeStates } from './judgeStates.ts';
import { defaultsOf, prepareJudging, type Judging } from './judging.ts';
import { loadsOf, estimate } from './preflight.ts';
import { joinRun } from './joinRun.ts';
import type { ScorerSession } from '../scorers/openScorers.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';
import { trialGrid } from './trialGrid.ts';
import { FoundProblems } from './foundProblems.ts';

/** Everything about a run that is known before its cases are read. */
interface Draft {
  readonly project: Project;
  readonly options: RunOptions;
  readonly chosen: readonly ChosenPrompt[];
  readonly judging: Judging;
}

/** Reads, checks and counts. Writes and asks nothing. */
export async function preflight(
  setup: EngineSetup,
  request: RunRequest,
  signal: AbortSignal,
): Promise<Planned> {
  return withScorers(setup, 'run', (scorers) => count(setup, request, scorers, signal));
}

async function count(
  setup: EngineSetup,
  request: RunRequest,
  scorers: ScorerSession,
  signal: AbortSignal,
): Promise<Planned> {
  const found = new FoundProblems();
  const draft = await makeDraft(setup, request, scorers, found);
  found.add(choiceProblems(draft.chosen, request.variants));
  const collected = await collect(setup, draft, found, () => {}, signal);
  const counted = estimate(...loadsOf(draft.chosen, collected, draft.judging));
  found.add(budgetProblems(counted, draft.options));
  return { problems: found.all, preflight: counted, unallowed: scorers.unallowed };
}

/** Every problem of the files as they stand; a prompt without a model is only a warning. */
export async function lint(
  setup: EngineSetup,
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const found = new FoundProblems();
  const request = { files, models: [], variants: [], cases: [], tags: [] };
  return withScorers(setup, 'check', async (scorers) => {
    const draft = await makeDraft(setup, request, scorers, found);
    await collect(setup, draft, found, () => {}, signal);
    return found.all;
  });
}

/** Like `preflight`, and then writes what a run starts from. With an error nothing stays on disk. */
export async function plan(
  setup: EngineSetup,
  request: RunRequest,
  signal: AbortSignal,
): Promise<Planned> {
  return withScorers(
    setup,
    'run',
    (scorers) => prepare(setup, request, scorers, signal),
    ({ ready }) => ready !== undefined,
  );
}

async function prepare(
  setup: EngineSetup,
  request: RunRequest,
  scorers: ScorerSession,
  signal: AbortSignal,
): Promise<Planned> {
  const { files, clock, random } = setup.ports;
  const found = new FoundProblems();
  const draft = await makeDraft(setup, request, scorers, found);
  found.add(choiceProblems(draft.chosen, request.variants));
  const entries = entriesOf(draft);
  const { access, problems } = await findAccess(setup, entries, draft.options);
  found.add(problems);
  // With an error the cases are read all the same, so that one look shows everything that is wrong.
  if (hasErrors(found.all)) {
    await collect(setup, draft, found, () => {}, signal);
    return { problems: found.all };
  }
  const id = makeUlid(clock, random);
  let snapshot: SnapshotWriter | undefined;
  let models: OpenModels | undefined;
  try {
    const folder = await makeRunFolder(files, setup.root, id);
    const release = await lockRun(files, clock, folder.lock, setup.self);
    const writer = await writeSnapshot(files, folder.cases);
    snapshot = writer;
    const collected = await collect(setup, draft, found, (one) => writer.add(one), signal);
    const casesSha256 = await writer.close();
    const counted = estimate(...loadsOf(draft.chosen, collected, draft.judging));
    found.add(budgetProblems(counted, draft.options));
    models = await openModels(setup, access, draft.options, 0);
    found.add(models.problems);
    if (hasErrors(found.all)) {
      await models.finish();
      await files.remove(folder.path);
      return { problems: found.all, preflight: counted };
    }
    const manifest = await makeManifest(setup, draft, collected, casesSha256, folder.id);
    await writeManifest(files, folder, manifest);
    const ready = joinRun({
      folder,
      manifest,
      prompts: draft.chosen.map(({ prompt }) => prompt),
      evaluators: draft.judging.evaluators,
      judges: draft.judging.judges,
      models,
      scorers,
      release,
    });
    return { problems: found.all, preflight: counted, ready };
  } catch (error) {
    await snapshot?.close().catch(() => {});
    models?.run.close();
    await files.remove(runFolder(setup.root, id).path).catch(() => {});
    throw error;
  }
}

async function makeDraft(
  setup: EngineSetup,
  request: RunRequest,
  scorers: ScorerHost,
  found: FoundProblems,
): Promise<Draft> {
  const { files, clock } = setup.ports;
  const project = await loadProject(files, setup.root, request.files);
  found.add(project.problems);
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const chosen = choose(project, request, today);
  const options = optionsOf(request, project);
  const context = { catalogue: project.catalogue, suite: project.suite, today };
  const prompts = chosen.map(({ loaded, prompt }) => {
    const problems = lintPrompt(prompt, context);
    found.add(problems);
    return { file: loaded.file, prompt, isFaulty: hasErrors(problems) };
  });
  const judging = await prepareJudging(project.catalogue, prompts, options, today, scorers);
  found.add(judging.problems);
  return { project, options, chosen, judging };
}

/** What the request leaves open comes from the suite. */
export function optionsOf(request: RunRequest, { suite }: Pick<Project, 'suite'>): RunOptions {
  const maxCostUsd = request.maxCostUsd ?? suite.maxCostUsd;
  const concurrency = request.concurrency ?? suite.concurrency;
  return {
    ...(request.repeats === undefined ? {} : { repeats: request.repeats }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    ...(concurrency === undefined ? {} : { concurrency }),
    cache: request.cache ?? suite.cache ?? 'on',
    recordings: request.recordings ?? (suite.recordings?.replay === true ? 'replay' : 'off'),
    keep: suite.recordings?.keep ?? 'hash',
    allowUnpriced: [...(request.allowUnpriced ?? []), ...suite.allowUnpriced],
    ...defaultsOf(suite),
    cases: request.cases,
    tags: request.tags,
  };
}

async function collect(
  setup: EngineSetup,
  { chosen, options }: Draft,
  found: FoundProblems,
  hear: (one: SnapshotCase) => void,
  signal: AbortSignal,
): Promise<readonly Collected[]> {
  const collected: Collected[] = [];
  for (const [place, prompt] of chosen.entries()) {
    collected.push(
      await collectCases(
        setup.ports.files,
        setup.root,
        place,
        prompt,
        options,
        { case: hear, problem: (problem: Problem) => found.add([problem]) },
        signal,
      ),
    );
  }
  return collected;
}

function entriesOf({ chosen, judging }: Draft): readonly ModelEntry[] {
  const entries = new Map<string, ModelEntry>();
  for (const { candidates } of chosen) {
    for (const { entry } of candidates) entries.set(entry.id, entry);
  }
  for (const { entry } of judging.judges) entries.set(entry.id, entry);
  return [...entries.values()];
}

async function makeManifest(
  setup: EngineSetup,
  draft: Draft,
  collected: readonly Collected[],
  casesSha256: string,
  id: string,
): Promise<RunManifest> {
  const { ports, root, version } = setup;
  const prompts: PromptCopy[] = [];
  for (const [place, { loaded, prompt, repeats }] of draft.chosen.entries()) {
    const prepared = draft.judging.evaluators[place] ?? [];
    const desk = { files: ports.files, root };
    const judges = await judgeStates(desk, loaded.file, prompt.evaluators, prepared, draft.judging);
    const others = textsOf(loaded.others);
    prompts.push({
      file: loaded.file,
      name: prompt.name,
      sha256: loaded.sha256,
      text: loaded.text,
      ...(others === undefined ? {} : { others }),
      cases: collected[place]?.cases ?? 0,
      repeats,
      ...(judges.length === 0 ? {} : { judges }),
    });
  }
  const candidates = draft.chosen.flatMap((one) => one.candidates.map(({ info }) => info));
  const commit = await gitCommit(ports.files, root);
  return {
    version: 1,
    id,
    startedAt: new Date(ports.clock.now()).toISOString(),
    assay: version,
    ...(commit === undefined ? {} : { commit }),
    prompts,
    candidates,
    models: entriesOf(draft),
    options: draft.options,
    gate: gateOf(draft.project.suite),
    inputs: [
      ...draft.project.inputs,
      ...(await datasetHashes(setup, draft.chosen)),
      ...draft.judging.inputs,
    ],
    casesSha256,
    trials: trialGrid(prompts, candidates).total,
  };
}

/** Without a rule of its own a project gates as the GitHub Models tool did: everything has to pass. */
function gateOf({ gate }: Suite): GateRule {
  if (gate === undefined) return { passRate: 1 };
  const { passRate, metrics, judges } = gate;
  const isBare = passRate === undefined && Object.keys(metrics).length === 0;
  // What is wanted of judges says nothing of what is to be reached.
  if (judges !== undefined && isBare) return { passRate: 1, judges };
  return {
    ...(passRate === undefined ? {} : { passRate }),
    metrics,
    ...(judges === undefined ? {} : { judges }),
  };
}

async function datasetHashes(
  setup: EngineSetup,
  chosen: readonly ChosenPrompt[],
): Promise<readonly InputHash[]> {
  const hashes = new Map<string, string>();
  for (const { loaded, prompt } of chosen) {
    for (const { file } of prompt.datasets) {
      const path = join(dirname(loaded.path), file);
      const name = projectPath(setup.root, path);
      if (hashes.has(name)) continue;
      hashes.set(name, await sha256OfFile(setup.ports.files, path).catch(orEmpty));
    }
  }
  return Array.from(hashes, ([file, sha256]) => ({ file, sha256 }));
}

/** A dataset that vanished after it was read: the run has its own copy, so its hash is only not known. */
function orEmpty(error: unknown): string {
  if (error instanceof FileError) return '';
  throw error;
}
