import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { csv } from '#core/datasets/csv.ts';
import type { DatasetReader } from '#core/datasets/dataset.ts';
import { json } from '#core/datasets/json.ts';
import { jsonl } from '#core/datasets/jsonl.ts';
import { readSource, type RowsRead } from '#support/readRows.ts';

const megabyte = 1024 * 1024;

/** A text, then so many megabytes of x, then a text. Nothing of it is kept. */
async function* around(before: string, megabytes: number, after: string) {
  yield Buffer.from(before);
  for (let piece = 0; piece < megabytes * 16; piece += 1) yield Buffer.alloc(megabyte / 16, 'x');
  yield Buffer.from(after);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are really held, without what only waits to be collected. */
function memory(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Reads while watching the memory; gives the growth in megabytes too. */
async function watched(
  reader: DatasetReader,
  source: AsyncIterable<Uint8Array>,
): Promise<RowsRead & { readonly growth: number }> {
  const before = memory();
  let peak = before;
  async function* measured() {
    let piece = 0;
    for await (const bytes of source) {
      yield bytes;
      piece += 1;
      if (piece % 300 === 100) peak = Math.max(peak, memory());
    }
  }
  const read = await readSource(reader, measured());
  return { ...read, growth: (peak - before) / megabyte };
}

describe('a dataset with a giant row', () => {
  it('skips a line of 200 MB in .jsonl without keeping it', async () => {
    const source = around('{"a":1}\n{"a":"', 200, '"}\n{"a":3}\n');
    const read = await watched(jsonl, source);
    assert.deepEqual(read.told, ['error row-too-large 2:1']);
    assert.deepEqual(
      read.rows.map((row) => row.line),
      [1, 3],
    );
    assert.ok(read.growth < 60, `grew by ${String(read.growth)} MB`);
  });

  it('skips an element of 200 MB in .json without keeping it', async () => {
    const source = around('[{"a":1},\n{"a":"', 200, '"},\n{"a":3}]');
    const read = await watched(json, source);
    assert.deepEqual(read.told, ['error row-too-large 2:1']);
    assert.deepEqual(
      read.rows.map((row) => row.line),
      [1, 3],
    );
    assert.ok(read.growth < 60, `grew by ${String(read.growth)} MB`);
  });

  it('gives a .csv up where a row passes 8 MB, because its end cannot be told from its cells', async () => {
    let pieces = 0;
    async function* counted() {
      for await (const piece of around('a,b\n1,2\n3,"', 200, '"\n5,6\n')) {
        pieces += 1;
        yield piece;
      }
    }
    const read = await watched(csv, counted());
    assert.deepEqual(read.told, ['error row-too-large 3:1']);
    assert.equal(read.rows.length, 1);
    assert.ok(pieces < 200, `read ${String(pieces)} pieces`);
    assert.ok(read.growth < 60, `grew by ${String(read.growth)} MB`);
  });
});
