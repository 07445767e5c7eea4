import type { StoredRun } from '../engine.ts';
import type { Files } from '../ports.ts';
import type { ShardRun } from '../shards/shardRuns.ts';
import { filesOfRun, type RunFolder } from '../store/runFolder.ts';
import { readSnapshot, writeSnapshot, type SnapshotCase } from '../store/snapshot.ts';

/** Puts the cases of all parts back into the order that the whole run has. Gives the SHA-256 of the file. */
export async function joinCases(
  files: Files,
  folder: RunFolder,
  shards: readonly ShardRun[],
): Promise<string> {
  const writer = await writeSnapshot(files, folder.cases);
  const parts = shards.map(({ run }) => casesOf(files, run));
  const heads = await Promise.all(parts.map((part) => part.next()));
  for (;;) {
    let first: number | undefined;
    for (const [part, head] of heads.entries()) {
      const best = first === undefined ? undefined : heads[first];
      if (
        head.done !== true &&
        (best === undefined || best.done === true || isBefore(head.value, best.value))
      )
        first = part;
    }
    const head = first === undefined ? undefined : heads[first];
    if (first === undefined || head === undefined || head.done === true) break;
    const { place, index, prompt, testCase } = head.value;
    writer.add({ prompt, index: place ?? index, testCase });
    const next = await parts[first]?.next();
    if (next !== undefined) heads[first] = next;
  }
  return writer.close();
}

async function* casesOf(
  files: Files,
  { id, folder }: StoredRun,
): AsyncGenerator<SnapshotCase, undefined> {
  for await (const cases of readSnapshot(files, filesOfRun(id, folder).cases)) yield* cases;
  return undefined;
}

function isBefore(one: SnapshotCase, other: SnapshotCase): boolean {
  if (one.prompt !== other.prompt) return one.prompt < other.prompt;
  return (one.place ?? one.index) < (other.place ?? other.index);
}

/** The place of each case in the whole run, by its prompt and id. */
export async function placesIn(files: Files, run: StoredRun): Promise<ReadonlyMap<string, number>> {
  const places = new Map<string, number>();
  for await (const { prompt, place, index, testCase } of casesOf(files, run)) {
    places.set(`${prompt} ${testCase.id}`, place ?? index);
  }
  return places;
}
