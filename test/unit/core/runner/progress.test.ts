import assert from 'node:assert/strict';
import type { ResultPlace } from '#core/engine.ts';
import { readProgress, readResultAt, readResults } from '#core/runner/progress.ts';
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

/** As a history tells them, which need not have read the journal before. */
async function toldAtOnce(
  files: MemoryFiles,
): Promise<readonly (readonly [TrialResult, ResultPlace])[]> {
  const all: (readonly [TrialResult, ResultPlace])[] = [];
  await readResults(files, path, 3, (result, at) => all.push([result, at]));
  return all;
}

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

  it('are the same at once, of a run that was taken up again and of one that was not', async () => {
    const inOneGo = entries.filter(({ kind }, at) => kind !== 'resumed' && at !== 1);
    for (const some of [entries, inOneGo, entries.slice(0, 3), entries.slice(0, 1)]) {
      const files = filesWith(...some);
      assert.deepEqual(await toldAtOnce(files), await told(files));
    }
  });

  it('end at once where any record is damaged, is torn or stands where it does not belong', async () => {
    const inOneGo = entries.filter(({ kind }, at) => kind !== 'resumed' && at !== 1);
    const again = { kind: 'dispatch', ...names, trial: 2, attempt: 1 } as const;
    const text = filesWith(...inOneGo.slice(0, 3), again, ...inOneGo.slice(3)).text(path) ?? '';
    const spoilt: Readonly<Record<string, string>> = {
      damaged: text.replace('"trial":2,"candidate":0', '"trial":2,"candidate":1'),
      renumbered: text.replace(
        formatRecord({ seq: 4, at: 0, entry: again }),
        formatRecord({ seq: 1, at: 0, entry: again }),
      ),
    };
    for (const [what, changed] of Object.entries(spoilt)) {
      const files = filesWith();
      files.put(path, changed);
      assert.notEqual(changed, text, what);
      const all = await toldAtOnce(files);
      assert.deepEqual(
        all.map(([{ trial }]) => trial),
        [0, 1],
        what,
      );
    }
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

const laid = { ...names, kind: 'dispatch', attempt: 1, reservedUsd: 0.5 } as const;
const planned = {
  kind: 'batch',
  step: 'planned',
  model: 'm',
  endpoint: '/e',
  requests: 3,
} as const;

describe('requests in batches', () => {
  it('wait with what they can cost, and are neither spent nor unknown, also after the run was taken up', async () => {
    const files = filesWith(
      { ...planned, batch: 1 },
      { ...laid, trial: 0, batch: 1 },
      { ...laid, trial: 1, batch: 1 },
      { ...laid, trial: 2, batch: 1 },
      { kind: 'batch', batch: 1, step: 'submitted', remote: 'r' },
      { kind: 'resumed' },
      {
        kind: 'result',
        result: trialResult({
          trial: 0,
          reply: { text: 'yes', ending: 'stop', source: 'live', costUsd: 0.2 },
        }),
        pending: [],
      },
      { ...names, kind: 'attempt-failed', trial: 1, attempt: 1, code: 'batch-expired', costUsd: 0 },
    );
    const { waiting, spentUsd, unknown } = await readProgress(files, path, 3);
    assert.deepEqual([...waiting], [[2, { batch: 1, reservedUsd: 0.5 }]]);
    assert.equal(spentUsd, 0.2);
    assert.equal(unknown, 0);
  });

  it('cost what was held for them where a reply does not say', async () => {
    const result = trialResult({
      trial: 0,
      reply: { text: 'yes', ending: 'stop', source: 'live' },
    });
    const files = filesWith(
      { ...laid, trial: 0, batch: 1 },
      { kind: 'result', result, pending: [] },
    );
    const { waiting, spentUsd } = await readProgress(files, path, 1);
    assert.equal(waiting.size, 0);
    assert.equal(spentUsd, 0.5);
  });

  it('wait no longer where the service has refused their batch, and wait in a later one', async () => {
    const refused = { kind: 'batch', batch: 1, step: 'refused', code: 'x', message: '' } as const;
    const files = filesWith(
      { ...laid, trial: 0, batch: 1 },
      { ...laid, trial: 1, batch: 1 },
      refused,
      { ...laid, trial: 1, batch: 2 },
    );
    const { waiting } = await readProgress(files, path, 2);
    assert.deepEqual([...waiting], [[1, { batch: 2, reservedUsd: 0.5 }]]);
  });
});
