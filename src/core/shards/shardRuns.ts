import { sortedJson } from '#base/sortedJson.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { RunManifest, RunShard, RunSummary } from '#protocol/run.ts';
import type { StoredRun } from '../engine.ts';

/** One part of a run, sound and ended. */
export interface ShardRun {
  readonly run: StoredRun;
  readonly manifest: RunManifest & { readonly shard: RunShard };
  readonly summary: RunSummary;
}

/** The parts in their order, or why they are not all the parts of one run. */
export function shardRuns(
  runs: readonly StoredRun[],
): { readonly shards: readonly ShardRun[] } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const shards: ShardRun[] = [];
  for (const run of runs) {
    const shard = shardRun(run);
    if (typeof shard === 'string') problems.push(fault(run, shard));
    else shards.push(shard);
  }
  const [first] = shards;
  if (problems.length > 0 || first === undefined) return { problems };
  for (const other of shards.slice(1)) {
    const why = differs(first.manifest, other.manifest);
    if (why !== undefined) problems.push(fault(other.run, `${why} than in ${first.run.id}.`));
  }
  if (problems.length > 0) return { problems };
  problems.push(...gaps(first, shards));
  if (problems.length > 0) return { problems };
  return { shards: shards.toSorted((a, b) => a.manifest.shard.index - b.manifest.shard.index) };
}

function shardRun(run: StoredRun): ShardRun | string {
  if (!('value' in run.manifest)) return run.manifest.message;
  const manifest = run.manifest.value;
  const { shard } = manifest;
  if (shard === undefined) return 'It is a whole run, and no part of one.';
  if (!('value' in run.summary)) return 'It has not ended.';
  return { run, manifest: { ...manifest, shard }, summary: run.summary.value };
}

/** What two parts have to have in common. */
function differs(one: RunManifest & { shard: RunShard }, other: typeof one): string | undefined {
  const same = (pick: (manifest: typeof one) => unknown): boolean =>
    sortedJson(pick(one)) === sortedJson(pick(other));
  if (!same(({ shard }) => shard.of)) return 'The run was cut into another number of parts';
  if (!same(({ prompts }) => prompts.map(({ file, sha256, repeats }) => [file, sha256, repeats])))
    return 'The prompts are others';
  if (!same(({ candidates }) => candidates)) return 'The variants and models are others';
  if (!same(({ models }) => models)) return 'The catalogue says something else';
  if (!same(({ inputs }) => inputs)) return 'The files that it was made from are others';
  if (!same(({ shard }) => shard.cases)) return 'The whole run has other cases';
  if (!same(({ gate }) => gate)) return 'The gate is another one';
  if (!same(({ options }) => ({ ...options, maxCostUsd: 0, concurrency: 0 })))
    return 'The options are others';
  return undefined;
}

function gaps(first: ShardRun, shards: readonly ShardRun[]): readonly Problem[] {
  const { of } = first.manifest.shard;
  const problems: Problem[] = [];
  for (let index = 1; index <= of; index += 1) {
    const found = shards.filter(({ manifest }) => manifest.shard.index === index);
    const [one, another] = found;
    if (one === undefined) problems.push(fault(first.run, `Part ${index} of ${of} is missing.`));
    if (another !== undefined)
      problems.push(fault(another.run, `Part ${index} of ${of} is there more than once.`));
  }
  return problems;
}

function fault({ id, folder }: StoredRun, message: string): Problem {
  return {
    code: 'merge-refused',
    severity: 'error',
    file: folder,
    range: fileStart,
    message: `${id} cannot be merged. ${message}`,
    next: 'Name every part of one run once: those of "assay run --shard 1/n" to "--shard n/n" on the same files.',
  };
}
