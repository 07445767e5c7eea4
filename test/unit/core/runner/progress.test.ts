import assert from 'node:assert/strict';
import type { ResultPlace } from '#core/engine.ts';
import { readProgress, readResultAt } from '#core/runner/progress.ts';
import { formatRecord, type JournalEntry } from '#core/store/journal.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { scored, trialResult } from '#support/results.ts';

const path = '/p/journal.jsonl';
const names = { candidate: 0, caseId: 'refund', repeat: 0 };

function filesWith(...entries: readonly JournalEntry[]): MemoryFiles {
  const files = new MemoryFiles();
  const lines = entries.map((entry, at) => formatRecord({ seq: at + 1, at: 0, entry }));
  files.put(path, lines.join(''));
  return files;
}

const judged = trialResult({ trial: 1, reply: { text: 'Hello 😀', ending: 'stop' } });
const entries: readonly JournalEntry[] = [
  { kind: 'dispatch', ...names, trial: 0, attempt: 1 },
  { kind: 'result', result: trialResult({ trial: 0, state: 'error', scores: [] }), pending: [] },
  { kind: 'result', result: judged, pending: ['polite'] },
  { kind: 'resumed' },
  { kind: 'result', result: trialResult({ trial: 0 }), pending: [] },
  { kind: 'scores', ...names, trial: 1, scores: [scored('polite', 0.5)], costUsd: 0.01 },
  { kind: 'result', result: trialResult({ trial: 2 }), pending: ['polite'] },
];

async function told(files: MemoryFiles): Promise<readonly (readonly [TrialResult, ResultPlace])[]> {
  const all: (readonly [TrialResult, ResultPlace])[] = [];
  const progress = await readProgress(files, path, 3);
  await progress.results((result, at) => all.push([result, at]), 'all');
  return all;
}

describe('the results of a journal', () => {
  it('are told each with the places at which it is found again', async () => {
    const files = filesWith(...entries);
    const all = await told(files);
    assert.deepEqual(
      all.map(([{ trial, state, scores }]) => [trial, state, scores.length]),
      [
        [0, 'replied', 1],
        [1, 'replied', 2],
        [2, 'replied', 1],
      ],
    );
    for (const [result, at] of all) assert.deepEqual(await readResultAt(files, path, at), result);
  });

  it('are not found where something else is written by now', async () => {
    const [, [, at] = []] = await told(filesWith(...entries));
    assert.ok(at);
    assert.equal(await readResultAt(filesWith(...entries.slice(2)), path, at), undefined);
    const swapped = { result: at.scores ?? at.result };
    assert.equal(await readResultAt(filesWith(...entries), path, swapped), undefined);
  });

  it('end where a record is damaged, also one that is no result', async () => {
    const files = filesWith(...entries);
    const text = files.text(path) ?? '';
    files.put(path, text.replace('"resumed"', '"Resumed"'));
    const all = await told(files);
    assert.deepEqual(
      all.map(([{ trial, state }]) => [trial, state]),
      [
        [0, 'error'],
        [1, 'replied'],
      ],
    );
  });
});
