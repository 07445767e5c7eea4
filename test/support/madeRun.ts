import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatRecord, type JournalEntry } from '#core/store/journal.ts';
import { sealedJson } from '#core/store/sealed.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';

/** A run as its folder holds it, made up. */
export interface MadeRun {
  readonly manifest: RunManifest;
  /** By prompt, in order. */
  readonly cases: readonly (readonly EvalCase[])[];
  readonly entries: Iterable<JournalEntry>;
  readonly summary?: RunSummary;
}

export async function writeRun(root: string, made: MadeRun): Promise<string> {
  const { manifest, cases, entries, summary } = made;
  const folder = join(root, '.assay', 'runs', manifest.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'manifest.json'), sealedJson(manifest));
  const lines = cases.flatMap((some, prompt) =>
    some.map((testCase, index) => `${JSON.stringify({ prompt, index, testCase })}\n`),
  );
  await writeFile(join(folder, 'cases.jsonl'), lines.join(''));
  let seq = 0;
  const records = Array.from(entries, (entry) => {
    seq += 1;
    return formatRecord({ seq, at: 1_790_000_000_000 + seq, entry });
  });
  await writeFile(join(folder, 'journal.jsonl'), records.join(''));
  if (summary !== undefined) await writeFile(join(folder, 'summary.json'), sealedJson(summary));
  return folder;
}

/** What a journal says of results that needed no judge. */
export function* entriesOf(results: Iterable<TrialResult>): Generator<JournalEntry> {
  for (const result of results) {
    const { trial, candidate, caseId, repeat } = result;
    yield { kind: 'dispatch', trial, candidate, caseId, repeat, attempt: 1, reservedUsd: 0.0001 };
    yield { kind: 'result', result, pending: [] };
  }
}
