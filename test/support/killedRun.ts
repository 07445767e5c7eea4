import assert from 'node:assert/strict';
import { readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { readProgress } from '#core/runner/progress.ts';
import { parseRecord, type JournalEntry } from '#core/store/journal.ts';
import type { CliProject } from './cli.ts';

/** What a journal on disk holds, a torn last line left out. */
export interface JournalText {
  readonly entries: readonly JournalEntry[];
  /** Whether the last line is torn. */
  readonly torn: boolean;
}

export function journalPath(project: CliProject, id: string): string {
  return join(project.cwd, '.assay/runs', id, 'journal.jsonl');
}

/** Fails where any line but the last is not a true record. */
export async function readJournalText(path: string): Promise<JournalText> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const entries = lines.map((line, place) => {
    const record = parseRecord(line);
    assert.ok(record !== undefined, `line ${place + 1} of ${path} is torn or changed`);
    return record.entry;
  });
  return { entries, torn: last !== '' };
}

/** Requests that had left and whose answer is not in the journal: what a resumed run may ask, and pay, again. */
export function openRequests(entries: readonly JournalEntry[]): number {
  const waiting = new Set<number>();
  for (const entry of entries) {
    if (entry.kind === 'resumed') waiting.clear();
    else if (entry.kind === 'dispatch') waiting.add(entry.trial);
    else if (entry.kind === 'attempt-failed') waiting.delete(entry.trial);
    else if (entry.kind === 'result') waiting.delete(entry.result.trial);
  }
  return waiting.size;
}

/** Cuts bytes off the end, as a power cut would. */
export async function cutTail(path: string, bytes: number): Promise<void> {
  const { size } = await stat(path);
  await truncate(path, Math.max(0, size - bytes));
}

/** What a run found, without what depends on time and on how often it was asked. */
export async function resultSet(project: CliProject, id: string): Promise<readonly object[]> {
  const results: TrialResult[] = [];
  const progress = await readProgress(nodeFiles(nodeClock), journalPath(project, id), 100_000);
  await progress.results((result) => results.push(result), 'all');
  return results
    .toSorted((a, b) => a.trial - b.trial)
    .map(({ trial, caseId, candidate, repeat, state, failure, reply, scores, pass }) => ({
      trial,
      caseId,
      candidate,
      repeat,
      state,
      failure: failure?.code,
      text: reply?.text,
      ending: reply?.ending,
      scores,
      pass,
    }));
}

/** The end of a run, without what depends on time and on how often it was asked. */
export async function summaryOf(project: CliProject, id: string): Promise<object> {
  const text = await readFile(join(project.cwd, '.assay/runs', id, 'summary.json'), 'utf8');
  const { ended, gate, candidates } = JSON.parse(text) as RunSummary;
  return {
    ended,
    gate,
    candidates: candidates.map(({ planned, states, errors, judged, passed, evaluators }) => ({
      planned,
      states,
      errors,
      judged,
      passed,
      evaluators,
    })),
  };
}
