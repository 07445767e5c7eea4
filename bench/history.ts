import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { openHistory } from '#core/runner/history.ts';
import { runsFolder } from '#core/store/runFolder.ts';
import { sealedJson } from '#core/store/sealed.ts';
import { makeUlid } from '#core/store/ulid.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { median } from './median.ts';
import { atMost, shown, type Row } from './row.ts';

/** How soon a line for each of so many runs is there: from their folders alone, and from the index that this leaves. */
export async function history(runs: number, times: number): Promise<readonly Row[]> {
  await using root = await temporaryFolder();
  await writeRuns(root.path, runs);
  const files = nodeFiles(nodeClock);
  const look = async (): Promise<number> => {
    const startedAt = performance.now();
    const found = await openHistory(files, nodeClock, root.path).lines(true);
    if (found.length !== runs) throw new Error(`${found.length} of ${runs} runs were found.`);
    return performance.now() - startedAt;
  };
  const first = await look();
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) taken.push(await look());
  return [
    {
      name: `opening the history of ${runs} runs`,
      value: median(taken),
      unit: 'ms',
      goal: atMost(300),
      note: `${shown(first)} ms without the index`,
    },
  ];
}

async function writeRuns(root: string, runs: number): Promise<void> {
  const candidates = [0, 1].map((candidate) => candidateSummary({ candidate }));
  const longAgo = new Date(Date.now() - 60_000);
  let made = 0;
  const writeSome = async (): Promise<void> => {
    while (made < runs) {
      made += 1;
      const now = Date.UTC(2026, 0) + made * 60_000;
      const id = makeUlid({ now: () => now }, Math.random);
      const folder = join(runsFolder(root), id);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'manifest.json'), sealedJson(runManifest({ id })));
      await writeFile(join(folder, 'summary.json'), sealedJson(runSummary({ id, candidates })));
      await utimes(folder, longAgo, longAgo);
    }
  };
  await Promise.all(Array.from({ length: 8 }, writeSome));
}
