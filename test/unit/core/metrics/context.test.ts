import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { chunksOf } from '#core/metrics/context.ts';

describe('the retrieved context of a case', () => {
  it('is a text, a list of texts, or a list of texts with ids', () => {
    assert.deepEqual(chunksOf({ context: 'one' }, 'context'), [{ id: '1', text: 'one' }]);
    assert.deepEqual(chunksOf({ found: ['one', 'two'] }, 'found'), [
      { id: '1', text: 'one' },
      { id: '2', text: 'two' },
    ]);
    const named = [{ id: 'a', text: 'one' }, { id: 7, text: 'two' }, { text: 'three' }];
    assert.deepEqual(chunksOf({ context: named }, 'context'), [
      { id: 'a', text: 'one' },
      { id: '7', text: 'two' },
      { id: '3', text: 'three' },
    ]);
  });

  const nothing: readonly JsonValue[] = [null, '', '  '];
  for (const context of nothing) {
    it(`is not there where the column holds ${JSON.stringify(context)}`, () => {
      assert.equal(chunksOf({ context }, 'context'), undefined);
    });
  }

  it('is empty where nothing was found, and a table’s cell may hold a list', () => {
    assert.deepEqual(chunksOf({ context: [] }, 'context'), []);
    assert.deepEqual(chunksOf({ context: '["one", 2]' }, 'context'), [
      { id: '1', text: 'one' },
      { id: '2', text: '2' },
    ]);
  });

  it('keeps the rank of pieces that are empty, and takes nothing from prototypes', () => {
    assert.deepEqual(
      chunksOf({ context: ['', 'two'] }, 'context')?.map(({ id }) => id),
      ['1', '2'],
    );
    assert.equal(chunksOf({}, 'toString'), undefined);
  });

  it('reads whatever stands there without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (context) => {
        const chunks = chunksOf({ context } as JsonObject, 'context');
        return chunks === undefined || chunks.every(({ text }) => typeof text === 'string');
      }),
    );
  });
});
