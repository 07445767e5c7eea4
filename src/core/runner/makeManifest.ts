import { dirname, join } from 'node:path';
import type { InputHash, PromptCopy, QuarantineEntry, RunManifest } from '#protocol/run.ts';
import { sha256OfFile } from '../files/hash.ts';
import { FileError } from '../ports.ts';
import { gitCommit } from '../project/gitCommit.ts';
import { projectPath } from '../project/projectPath.ts';
import { textsOf } from '../project/readWithOthers.ts';
import type { ChosenPrompt } from './choose.ts';
import type { Collected } from './collect.ts';
import { entriesOf, type Draft } from './draft.ts';
import { gateRuleOf } from './gateRule.ts';
import { judgeStates } from './judgeStates.ts';
import type { EngineSetup } from './setup.ts';
import { tierFacts } from './tierRequest.ts';
import { trialGrid } from './trialGrid.ts';

/** What a run is, as its first file says it. */
export async function makeManifest(
  setup: EngineSetup,
  draft: Draft,
  found: {
    readonly id: string;
    readonly collected: readonly Collected[];
    readonly casesSha256: string;
    readonly quarantine: readonly QuarantineEntry[];
  },
): Promise<RunManifest> {
  const { ports, root, version } = setup;
  const { tier, changed, judging, project } = draft;
  const prompts = await copiesOf(setup, draft, found.collected);
  const candidates = draft.chosen.flatMap((one) => one.candidates.map(({ info }) => info));
  const commit = await gitCommit(ports.files, root);
  return {
    version: 1,
    id: found.id,
    startedAt: new Date(ports.clock.now()).toISOString(),
    assay: version,
    ...(commit === undefined ? {} : { commit }),
    prompts,
    candidates,
    models: entriesOf(draft),
    options: draft.options,
    gate: gateRuleOf(project.suite, tier),
    ...(tier === undefined ? {} : { tier: tierFacts(tier) }),
    ...(changed === undefined ? {} : { since: { ref: changed.ref, commit: changed.commit } }),
    ...shardOf(draft),
    ...(judging.leftOut.length === 0 ? {} : { leftOut: judging.leftOut }),
    ...(found.quarantine.length === 0 ? {} : { quarantine: found.quarantine }),
    inputs: [
      ...project.inputs,
      ...(await datasetHashes(setup, draft.chosen)),
      ...judging.inputs,
      ...found.collected.flatMap(({ inputs }) => inputs),
    ],
    casesSha256: found.casesSha256,
    trials: trialGrid(prompts, candidates).total,
  };
}

function shardOf({ request: { shard }, narrowed = [] }: Draft): Pick<RunManifest, 'shard'> {
  if (shard === undefined) return {};
  return { shard: { ...shard, cases: narrowed.map(({ taken }) => taken) } };
}

async function copiesOf(
  { ports, root }: EngineSetup,
  { chosen, narrowed, judging, request }: Draft,
  collected: readonly Collected[],
): Promise<readonly PromptCopy[]> {
  const prompts: PromptCopy[] = [];
  for (const [place, { loaded, prompt, repeats }] of chosen.entries()) {
    const prepared = judging.evaluators[place] ?? [];
    const desk = { files: ports.files, root };
    const judges = await judgeStates(desk, loaded.file, prompt.evaluators, prepared, judging);
    const others = textsOf(loaded.others);
    const drawnFrom = request.sample === undefined ? undefined : narrowed?.[place]?.of;
    prompts.push({
      file: loaded.file,
      name: prompt.name,
      sha256: loaded.sha256,
      text: loaded.text,
      ...(others === undefined ? {} : { others }),
      cases: collected[place]?.cases ?? 0,
      ...(drawnFrom === undefined ? {} : { drawnFrom }),
      repeats,
      ...(judges.length === 0 ? {} : { judges }),
    });
  }
  return prompts;
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
