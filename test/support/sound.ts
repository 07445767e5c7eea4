import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecord, type JournalRecord } from '#core/store/journal.ts';
import type { RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { canaryKey, type Project, type Ran } from './project.ts';

export interface Expected {
  /** How many requests came; each must have been written down before it left. */
  readonly requests?: number;
  /** The disk failed: what is on it is checked for secrets alone. */
  readonly brokenDisk?: boolean;
}

/** What must hold after every run, whatever went wrong in it. */
export async function expectSound(
  project: Pick<Project, 'path' | 'engine' | 'logged'>,
  { summary, results }: Ran,
  { requests = 0, brokenDisk = false }: Expected = {},
): Promise<void> {
  expectOneStateEach(summary, results);
  const known = results.map(({ reply }) => (reply?.source === 'live' ? (reply.costUsd ?? 0) : 0));
  const repliesUsd = known.reduce((sum, usd) => sum + usd, 0);
  assert.ok(summary.spentUsd >= repliesUsd - 1e-9, `${summary.spentUsd} < ${repliesUsd} USD`);
  const files = await filesBelow(project.path);
  const told = JSON.stringify([summary, results, project.logged]);
  expectNoKey([['what was told', told], ...(await texts(project.path, files))]);
  if (brokenDisk) return;
  assert.deepEqual(
    files.filter((file) => file.endsWith('.tmp') || file.endsWith('lock')),
    [],
  );
  const stored = await project.engine.history.find(summary.id);
  assert.ok(stored !== undefined && 'value' in stored.manifest && 'value' in stored.summary);
  assert.deepEqual(stored.summary.value, JSON.parse(JSON.stringify(summary)));
  const planned = summary.candidates.reduce((sum, one) => sum + one.planned, 0);
  assert.equal(planned, stored.manifest.value.trials);
  const records = await readRecords(join(stored.folder, 'journal.jsonl'));
  expectPaired(records);
  const dispatched = records.filter(({ entry }) => entry.kind === 'dispatch').length;
  assert.ok(dispatched >= requests, `${requests} requests came, ${dispatched} were written down`);
}

function expectOneStateEach(summary: RunSummary, results: readonly TrialResult[]): void {
  assert.equal(new Set(results.map(({ trial }) => trial)).size, results.length);
  for (const result of results) {
    const hasReply = ['replied', 'truncated', 'filtered', 'empty'].includes(result.state);
    assert.equal(result.reply !== undefined, hasReply, JSON.stringify(result));
    assert.equal(result.failure !== undefined, result.state === 'error', JSON.stringify(result));
    if (!hasReply) assert.deepEqual([result.scores, result.pass], [[], undefined]);
  }
  for (const { candidate, planned, states, errors, judged, passed } of summary.candidates) {
    assert.equal(
      Object.values(states).reduce((sum, count) => sum + count, 0),
      planned,
      JSON.stringify(states),
    );
    assert.equal(
      Object.values(errors).reduce((sum, count) => sum + count, 0),
      states.error,
    );
    assert.ok(passed <= judged && judged <= planned);
    for (const [state, count] of Object.entries(states)) {
      const heard = results.filter((one) => one.candidate === candidate && one.state === state);
      assert.ok(heard.length <= count, `${heard.length} ${state} were told, ${count} are counted`);
    }
  }
}

/** Each request for a reply has its end, and the numbers run without a gap. */
function expectPaired(records: readonly JournalRecord[]): void {
  const open = new Map<number, number>();
  for (const [place, { seq, entry }] of records.entries()) {
    assert.equal(seq, place + 1);
    if (entry.kind === 'dispatch' && entry.judge === undefined) {
      open.set(entry.trial, (open.get(entry.trial) ?? 0) + 1);
    } else if (entry.kind === 'attempt-failed' && entry.judge === undefined) {
      open.set(entry.trial, (open.get(entry.trial) ?? 0) - 1);
    } else if (entry.kind === 'result' && entry.result.reply?.source === 'live') {
      open.set(entry.result.trial, (open.get(entry.result.trial) ?? 0) - 1);
    }
  }
  assert.deepEqual(
    Array.from(open).filter(([, count]) => count !== 0),
    [],
  );
}

export async function readRecords(journal: string): Promise<readonly JournalRecord[]> {
  const lines = (await readFile(journal, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => {
    const record = parseRecord(line);
    assert.ok(record !== undefined, line);
    return record;
  });
}

/** Relative paths of every file below a folder. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

function texts(folder: string, files: readonly string[]): Promise<readonly [string, string][]> {
  return Promise.all(
    files.map(async (file): Promise<[string, string]> => [
      file,
      await readFile(join(folder, file), 'latin1'),
    ]),
  );
}

/** The key as it is, as URLs, JSON and hex have it, and the part of its base64 that no neighbour changes. */
const keyForms: readonly string[] = [
  canaryKey,
  encodeURIComponent(canaryKey),
  JSON.stringify(canaryKey).slice(1, -1),
  JSON.stringify(JSON.stringify(canaryKey)).slice(3, -3),
  Buffer.from(canaryKey).toString('hex'),
  ...[0, 1, 2].flatMap((skip) => {
    const whole = canaryKey.slice(skip, skip + Math.floor((canaryKey.length - skip) / 3) * 3);
    return [Buffer.from(whole).toString('base64'), Buffer.from(whole).toString('base64url')];
  }),
];

function expectNoKey(places: readonly (readonly [string, string])[]): void {
  for (const [place, text] of places) {
    for (const form of keyForms) assert.ok(!text.includes(form), `${place} holds the key: ${form}`);
  }
}
