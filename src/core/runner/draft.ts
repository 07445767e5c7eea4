import picomatch from 'picomatch';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import type { RunOptions } from '#protocol/run.ts';
import { lintPrompt } from '../authoring/lintPrompt.ts';
import type { ChangedSince, RunRequest } from '../engine.ts';
import { isLikeYaml, settle, type SettleContext } from '../lint/settle.ts';
import { loadProject, type Project } from '../project/loadProject.ts';
import { findTier, type Tier } from '../project/tiers.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import type { SnapshotCase } from '../store/snapshot.ts';
import { choose, type ChosenPrompt } from './choose.ts';
import { collectCases, type Collected } from './collect.ts';
import type { FoundProblems } from './foundProblems.ts';
import { defaultsOf, prepareJudging, type Judging } from './judging.ts';
import { narrow, type NarrowedPrompt } from './narrow.ts';
import type { EngineSetup } from './setup.ts';
import { withTier } from './tierRequest.ts';

/** Everything about a run that is known before its cases are collected. */
export interface Draft {
  readonly project: Project;
  readonly tier?: Tier;
  /** With what the tier says. */
  readonly request: RunRequest;
  readonly options: RunOptions;
  readonly chosen: readonly ChosenPrompt[];
  /** Beside `chosen`, where not every case is taken. */
  readonly narrowed?: readonly NarrowedPrompt[];
  readonly changed?: ChangedSince;
  readonly judging: Judging;
  /** ISO date. */
  readonly today: string;
}

export async function makeDraft(
  setup: EngineSetup,
  asked: RunRequest,
  scorers: ScorerHost,
  found: FoundProblems,
  signal: AbortSignal,
): Promise<Draft> {
  const { ports, root } = setup;
  const project = await loadProject(ports.files, root, asked.files);
  found.add(project.problems);
  found.settleBy((problems) => settle(problems, settlingOf(project)).problems);
  const tier = tierOf(project, asked, found);
  const request = withTier(asked, tier);
  const options = optionsOf(request, project);
  const changed = await changedOf(setup, request, found, signal);
  const today = new Date(ports.clock.now()).toISOString().slice(0, 10);
  const everything = choose(project, request, today);
  const narrowed = await narrowedOf(setup, everything, { request, tier, options, changed }, signal);
  if (narrowed?.length === 0 && changed === undefined && !hasErrors(found.all)) {
    found.add([nothingInTier(project.suite.file, request.tags)]);
  }
  const chosen = narrowed === undefined ? everything : placed(narrowed);
  const context = { catalogue: project.catalogue, suite: project.suite, today };
  const prompts = chosen.map(({ loaded, prompt }) => {
    const problems = lintPrompt(prompt, { ...context, text: loaded.text });
    found.add(problems);
    return { file: loaded.file, prompt, isFaulty: hasErrors(problems) };
  });
  const asking = chosen.flatMap(({ candidates }) => candidates.map(({ entry }) => entry));
  found.add(setup.source?.problemsOf(asking, options) ?? []);
  const defaults = { ...options, withoutJudges: tier?.judges === false };
  const judging = await prepareJudging(project.catalogue, prompts, defaults, today, scorers);
  found.add(judging.problems);
  return {
    project,
    ...(tier === undefined ? {} : { tier }),
    request,
    options,
    chosen,
    ...(narrowed === undefined ? {} : { narrowed }),
    ...(changed === undefined ? {} : { changed }),
    judging,
    today,
  };
}

/** How the project wants its problems told. */
export function settlingOf({ suite, texts }: Project): SettleContext {
  return {
    settings: suite.lint,
    suiteFile: suite.file,
    matcherOf: (pattern) => picomatch(pattern),
    files: [...texts.keys()],
    textOf: (file) => (isLikeYaml(file) ? texts.get(file) : undefined),
  };
}

/** What the request leaves open comes from the suite. */
export function optionsOf(request: RunRequest, { suite }: Pick<Project, 'suite'>): RunOptions {
  const maxCostUsd = request.maxCostUsd ?? shareOf(suite.maxCostUsd, request);
  const concurrency = request.concurrency ?? suite.concurrency;
  const keepKinds = (suite.recordings?.allow ?? []).map(({ kind }) => kind);
  return {
    ...(request.repeats === undefined ? {} : { repeats: request.repeats }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    ...(concurrency === undefined ? {} : { concurrency }),
    cache: request.cache ?? suite.cache ?? 'on',
    recordings: request.recordings ?? (suite.recordings?.replay === true ? 'replay' : 'off'),
    keep: suite.recordings?.keep ?? 'hash',
    ...(keepKinds.length === 0 ? {} : { keepKinds }),
    allowUnpriced: [...(request.allowUnpriced ?? []), ...suite.allowUnpriced],
    ...defaultsOf(suite),
    cases: request.cases,
    tags: request.tags,
    ...(request.batch === true ? { batch: true } : {}),
  };
}

/** What the suite allows is for the whole run; a part of it gets its share. */
function shareOf(usd: number | undefined, { shard }: RunRequest): number | undefined {
  return usd === undefined || shard === undefined ? usd : usd / shard.of;
}

/** Reads the cases that the draft takes, and hands them on. */
export async function collect(
  { ports, root }: EngineSetup,
  { chosen, narrowed, options, judging }: Draft,
  found: FoundProblems,
  hear: (one: SnapshotCase) => void,
  signal: AbortSignal,
): Promise<readonly Collected[]> {
  const collected: Collected[] = [];
  const desk = { files: ports.files, root };
  const ears = { case: hear, problem: (problem: Problem) => found.add([problem]) };
  for (const [place, prompt] of chosen.entries()) {
    const takes = narrowed?.[place]?.takes;
    const placeOf = narrowed?.[place]?.shard?.placeOf;
    const wanted = {
      ...options,
      ...(takes === undefined ? {} : { takes }),
      ...(placeOf === undefined ? {} : { placeOf }),
    };
    const asked = { ...prompt, evaluators: judging.evaluators[place] ?? [] };
    collected.push(await collectCases(desk, place, asked, wanted, ears, signal));
  }
  return collected;
}

/** The models that the draft may ask, judges included. */
export function entriesOf({ chosen, judging }: Draft): readonly ModelEntry[] {
  const entries = new Map<string, ModelEntry>();
  for (const { candidates } of chosen) {
    for (const { entry } of candidates) entries.set(entry.id, entry);
  }
  for (const { entry } of judging.judges) entries.set(entry.id, entry);
  return [...entries.values()];
}

function tierOf(
  { suite }: Project,
  { tier: name }: RunRequest,
  found: FoundProblems,
): Tier | undefined {
  if (name === undefined) return undefined;
  const tier = findTier(suite, name);
  if ('value' in tier) return tier.value;
  found.add([tier.problem]);
  return undefined;
}

async function changedOf(
  setup: EngineSetup,
  { since, files }: RunRequest,
  found: FoundProblems,
  signal: AbortSignal,
): Promise<ChangedSince | undefined> {
  if (since === undefined) return undefined;
  // Git and the graph are loaded by who asks for them.
  const { changedSince } = await import('./changedSince.ts');
  const changed = await changedSince(setup, since, files, signal);
  if ('value' in changed) return changed.value;
  found.add([changed.problem]);
  return undefined;
}

/** `undefined`: nothing beside the options leaves cases out. */
async function narrowedOf(
  { ports, root }: EngineSetup,
  chosen: readonly ChosenPrompt[],
  draft: Pick<Draft, 'request' | 'options'> & {
    readonly tier: Tier | undefined;
    readonly changed: ChangedSince | undefined;
  },
  signal: AbortSignal,
): Promise<readonly NarrowedPrompt[] | undefined> {
  const { request, options, tier, changed } = draft;
  const { sample, sampleSeed: seed, shard } = request;
  // A prompt that has none of a tier's tags is not part of the tier.
  const isTagged = tier?.tags !== undefined && request.tags === tier.tags;
  if (changed === undefined && sample === undefined && shard === undefined && !isTagged) {
    return undefined;
  }
  const narrowing = {
    ...(changed === undefined ? {} : { selection: changed.selection }),
    ...(sample === undefined ? {} : { sample }),
    ...(seed === undefined ? {} : { seed }),
    ...(shard === undefined ? {} : { shard }),
  };
  return narrow({ files: ports.files, root }, chosen, options, narrowing, signal);
}

/** Candidates name their prompt by its place, which is another one where prompts were left out. */
function placed(narrowed: readonly NarrowedPrompt[]): readonly ChosenPrompt[] {
  return narrowed.map(({ chosen }, prompt) => ({
    ...chosen,
    candidates: chosen.candidates.map((one) => ({ ...one, info: { ...one.info, prompt } })),
  }));
}

function nothingInTier(file: string, tags: readonly string[]): Problem {
  const why = tags.length > 0 ? ` with the tag ${tags.join(' or ')}` : '';
  return {
    code: 'no-cases',
    severity: 'error',
    file,
    range: fileStart,
    message: `No prompt has a case${why}; a run without cases is not a pass.`,
    next: 'Name another tag, or add cases.',
  };
}
