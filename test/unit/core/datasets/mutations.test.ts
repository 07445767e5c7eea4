import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import * as fc from 'fast-check';
import { datasetReaderOf } from '#core/datasets/builtin.ts';
import { CaseIds } from '#core/datasets/caseIds.ts';
import { CaseMaker } from '#core/datasets/cases.ts';
import { readRows } from '#support/readRows.ts';

const folder = 'test/fixtures/datasets';
const names = await readdir(folder);
const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** Reads damaged bytes into cases; what comes out must be usable whatever went in. */
async function check(name: string, bytes: Uint8Array, pieceBytes: number): Promise<void> {
  const reader = datasetReaderOf(name);
  assert.ok(reader);
  const { rows, problems } = await readRows(reader, bytes, pieceBytes);
  const maker = new CaseMaker({
    file: name,
    promptFile: 'p',
    reference: { map: { question: 'ticket' }, range },
    ids: new CaseIds(),
    tell: (problem) => problems.push(problem),
  });
  const cases = maker.cases(rows);
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/).length;
  for (const one of cases) assert.ok(one.source.line >= 1 && one.source.line <= lines);
  for (const { range: at, message, next, code } of problems) {
    assert.ok(at.start.line >= 1 && at.start.line <= lines, `${code} at ${String(at.start.line)}`);
    assert.ok(at.start.column >= 1 && at.start.column <= bytes.byteLength + 1);
    assert.doesNotMatch(message + next, /[\p{Cc}\p{Cs}]/u);
    assert.ok(message.length <= 400, message);
  }
  assert.ok(problems.length <= 105);
  assert.ok(rows.length > 0 || problems.some((problem) => problem.severity === 'error'));
}

describe('every dataset reader', () => {
  for (const name of names) {
    it(`reads ${name} without a problem`, async () => {
      const reader = datasetReaderOf(name);
      assert.ok(reader);
      const read = await readRows(reader, await readFile(`${folder}/${name}`));
      assert.deepEqual(read.told, []);
      assert.ok(read.rows.length > 0);
    });

    it(`survives ${name} cut off anywhere`, async () => {
      const bytes = await readFile(`${folder}/${name}`);
      for (let length = 0; length <= bytes.byteLength; length += 1)
        await check(name, bytes.subarray(0, length), 64);
    });

    it(`survives ${name} with bytes changed, left out or put in`, async () => {
      const bytes = await readFile(`${folder}/${name}`);
      const edit = fc.record({
        at: fc.nat(bytes.byteLength),
        remove: fc.nat(3),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 4 }),
          fc.constantFrom(...Buffer.from('"[]{},:\\\n\r;\t-# \0')).map((byte) => Buffer.of(byte)),
        ),
      });
      const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(edits, fc.integer({ min: 1, max: 200 }), async (changes, pieceBytes) => {
          let changed: Uint8Array = bytes;
          for (const { at, remove, insert } of changes)
            changed = Buffer.concat([
              changed.subarray(0, at),
              insert,
              changed.subarray(at + remove),
            ]);
          await check(name, changed, pieceBytes);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('leaves the prototype of all objects as it is', () => {
    assert.deepEqual(Object.keys(Object.prototype), []);
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });
});
