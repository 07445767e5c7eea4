import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import {
  formatRecord,
  openJournal,
  parseRecord,
  readJournal,
  wasResumed,
  type JournalEntry,
  type JournalRecord,
} from '#core/store/journal.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);
const dispatch = (trial: number): JournalEntry => ({
  kind: 'dispatch',
  trial,
  candidate: 0,
  caseId: `case-${trial}`,
  repeat: 0,
  attempt: 1,
});

async function write(path: string, trials: readonly number[]): Promise<void> {
  const journal = await openJournal(files, nodeClock, path, { seq: 0, bytes: 0 });
  for (const trial of trials) journal.append(dispatch(trial));
  await journal.close();
}

async function read(path: string): Promise<{ trials: number[]; seq: number; damaged?: number }> {
  const trials: number[] = [];
  const end = await readJournal(files, path, ({ entry }) => {
    if (entry.kind === 'dispatch') trials.push(entry.trial);
  });
  return {
    trials,
    seq: end.seq,
    ...(end.damagedAtLine === undefined ? {} : { damaged: end.damagedAtLine }),
  };
}

/** A disk that gives a journal of these so many bytes at a time. */
function inPieces(
  entries: readonly JournalEntry[],
  size: number,
): { stream: () => AsyncIterable<Uint8Array> } {
  const text = entries.map((entry, at) => formatRecord({ seq: at + 1, at: 0, entry }));
  const bytes = Buffer.from(text.join(''));
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  return { stream: () => ReadableStream.from(pieces) };
}

describe('journal', () => {
  it('gives back what was appended, in order', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'journal.jsonl');
    await write(path, [4, 2, 9]);
    assert.deepEqual(await read(path), { trials: [4, 2, 9], seq: 3 });
  });

  it('leaves a torn last line out and goes on behind the last whole one', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'journal.jsonl');
    await write(path, [0, 1]);
    const whole = await readFile(path);
    await writeFile(path, Buffer.concat([whole, Buffer.from('{"seq":3,"at":1,"entr')]));
    const end = await readJournal(files, path, () => {});
    assert.deepEqual(end, { seq: 2, bytes: whole.length });
    const journal = await openJournal(files, nodeClock, path, end);
    journal.append(dispatch(7));
    await journal.close();
    assert.deepEqual(await read(path), { trials: [0, 1, 7], seq: 3 });
  });

  it('stops at a record that was changed and says at which line', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'journal.jsonl');
    await write(path, [0, 1, 2]);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('case-1', 'case-9'));
    assert.deepEqual(await read(path), { trials: [0], seq: 1, damaged: 2 });
  });

  for (const size of [1, 7, 64, 10_000])
    it(`tells in pieces of ${size} bytes whether a run was taken up again, whatever a reply says`, async () => {
      const said = { ...dispatch(0), caseId: '"kind":"resumed"' } as const;
      const lines = [dispatch(1), said, { kind: 'resumed' }, dispatch(2)] as const;
      assert.equal(await wasResumed(inPieces(lines, size), '/j'), true);
      assert.equal(await wasResumed(inPieces(lines.slice(0, 2), size), '/j'), false);
    });

  it('stops at a record that stands twice', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'journal.jsonl');
    await write(path, [0, 1]);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text + text);
    assert.deepEqual(await read(path), { trials: [0, 1], seq: 2, damaged: 3 });
  });

  it('cut anywhere, keeps exactly the whole records before the cut', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'journal.jsonl');
    await write(path, [0, 1, 2, 3]);
    const whole = await readFile(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        await writeFile(path, whole.subarray(0, cut));
        const { trials, damaged } = await read(path);
        assert.equal(trials.length, ends.filter((end) => end <= cut).length);
        assert.equal(damaged, undefined);
      }),
      { numRuns: 100 },
    );
  });

  it('never takes a record with a flipped bit for a true one', () => {
    const line = formatRecord({ seq: 5, at: 1_700_000_000_000, entry: dispatch(3) });
    const bytes = Buffer.from(line.slice(0, -1));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        (place, bit) => {
          const flipped = Buffer.from(bytes);
          flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
          assert.equal(parseRecord(flipped.toString('utf8')), undefined);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps lone surrogates and control characters of a reply', () => {
    const record: JournalRecord = {
      seq: 1,
      at: 0,
      entry: {
        kind: 'result',
        pending: [],
        result: {
          trial: 0,
          candidate: 0,
          caseId: 'x',
          repeat: 0,
          state: 'replied',
          reply: { text: 'a\ud800b\u0000\u2028\n', ending: 'stop' },
          scores: [],
          attempts: 1,
        },
      },
    };
    assert.deepEqual(parseRecord(formatRecord(record).slice(0, -1)), record);
  });
});
