import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { chunksOf } from '#core/metrics/context.ts';
import { citedIds } from '#core/metrics/retrieval/citedIds.ts';
import { evidenceOf } from '#support/evidence.ts';
import { measure } from '#support/scoring.ts';

async function valueOf(
  uses: string,
  settings: unknown,
  values: JsonObject,
  reply = '',
  expected?: JsonValue,
): Promise<number | string> {
  const { score } = await measure(uses, settings, { ...evidenceOf(values, reply), expected });
  return score.outcome === 'scored' ? score.value : score.outcome;
}

describe('the chunks of a column', () => {
  const read: readonly (readonly [string, JsonValue, unknown])[] = [
    ['a text', 'one', [{ id: '1', text: 'one' }]],
    [
      'a list of texts',
      ['one', 'two'],
      [
        { id: '1', text: 'one' },
        { id: '2', text: 'two' },
      ],
    ],
    ['a list as JSON text', '["one"]', [{ id: '1', text: 'one' }]],
    ['what only looks like JSON', '[one', [{ id: '1', text: '[one' }]],
    [
      'objects with places',
      [
        { id: 7, text: 'x', docId: 'd', start: 0, end: 5 },
        { text: 'y', start: 3, end: 1, docId: 'd' },
      ],
      [
        { id: '7', text: 'x', span: { docId: 'd', start: 0, end: 5 } },
        { id: '2', text: 'y' },
      ],
    ],
    ['an empty list', [], []],
    ['an empty text', ' ', undefined],
    ['nothing', null, undefined],
  ];
  for (const [name, value, chunks] of read) {
    it(`are read from ${name}`, () => {
      assert.deepEqual(chunksOf({ context: value }, 'context'), chunks);
    });
  }

  it('are never those of a prototype', () => {
    assert.equal(chunksOf({}, 'constructor'), undefined);
  });
});

describe('cited ids', () => {
  const known = new Set(['1', '2', '3', 'doc-a', 'doc-3']);
  const read: readonly (readonly [string, readonly string[]])[] = [
    ['So [1], and [2, 3].', ['1', '2', '3']],
    ['[doc-a; doc-3] and [1-3]', ['doc-a', 'doc-3', '1', '2', '3']],
    ['【2†source】 and [^1]', ['2', '1']],
    ['[see the manual](https://x.example) [sic] [x] [ ] [the first]', []],
    ['[1](https://x.example)', []],
    ['[9]', ['9']],
    ['[1] and [1]', ['1']],
    ['[1-99999]', ['1-99999']],
  ];
  for (const [reply, ids] of read) {
    it(`of "${reply}" are ${ids.length}`, () => {
      assert.deepEqual(citedIds(reply, known), ids);
    });
  }
});

const citing = { context: ['a', 'b', 'c'], gold: ['1', '2'] };

const citedScore = (figure: string): Promise<number | string> =>
  valueOf('citations', { figure, gold: 'gold' }, citing, 'x [1] y [3] z [8]');

describe('citations', () => {
  it('compare the cited ids with the retrieved and the relevant ones', async () => {
    assert.equal(await citedScore('valid'), 2 / 3);
    assert.equal(await citedScore('precision'), 1 / 3);
    assert.equal(await citedScore('recall'), 1 / 2);
    assert.equal(await citedScore('f1'), 2 / 5);
  });

  it('have nothing to go by where nothing is cited, unless they are required', async () => {
    assert.equal(await valueOf('citations', {}, citing, 'no source'), 'not-applicable');
    assert.equal(await valueOf('citations', { required: true }, citing, 'no source'), 0);
    assert.equal(await valueOf('citations', { figure: 'recall', gold: 'gold' }, citing, 'no'), 0);
  });
});

describe('quoted spans', () => {
  const context = ['He said:  “It’s\nFINE — really”, and left.', '它很好。'];
  const found: readonly (readonly [string, number | string])[] = [
    ['"it\'s fine - really"', 1],
    ['"It’s fine … really"', 1],
    ['"it is fine and good"', 0],
    ['«it\'s fine» and "he never said that"', 0],
    ['he said "fine"', 'not-applicable'],
    ['„he said: it’s fine“', 0],
    ['「它很好。」', 1],
    ['no quotes', 'not-applicable'],
    ['"... … ..."', 'not-applicable'],
  ];
  for (const [reply, value] of found) {
    it(`of ${reply} give ${value}`, async () => {
      assert.equal(await valueOf('quoted-spans', {}, { context }, reply), value);
    });
  }
});

const chunk = (id: string, start: number, end: number, docId = 'd'): JsonObject => ({
  id,
  text: 'x',
  docId,
  start,
  end,
});

describe('rankings of chunks', () => {
  const gold = [
    { docId: 'd', start: 100, end: 200 },
    { docId: 'd', start: 210, end: 220 },
    { docId: 'e', start: 0, end: 10 },
  ];
  const context = [
    chunk('a', 0, 100),
    chunk('b', 90, 300),
    chunk('c', 120, 180),
    chunk('e', 0, 100, 'e'),
  ];
  const of = (uses: string, more: object = {}): Promise<number | string> =>
    valueOf(uses, { context: 'context', gold: 'gold', ...more }, { context, gold });

  it('find each gold span at the first chunk that overlaps it enough', async () => {
    assert.equal(await of('recall-at-k', { k: 1 }), 0);
    assert.equal(await of('recall-at-k', { k: 2 }), 2 / 3);
    assert.equal(await of('id-context-recall'), 1);
    assert.equal(await of('precision-at-k', { k: 4 }), 2 / 4);
    assert.equal(await of('hit-at-k', { k: 1 }), 0);
    assert.equal(await of('mrr'), 1 / 2);
    assert.equal(await of('map'), (2 * (1 / 2) + 2 / 4) / 3);
  });

  it('ask for more with the intersection over union', async () => {
    assert.equal(await of('id-context-recall', { overlap: 'iou', atLeast: 0.6 }), 1 / 3);
  });

  it('stay the same under another chunking', async () => {
    const whole = [chunk('w', 0, 400), chunk('v', 0, 50, 'e')];
    const settings = { context: 'context', gold: 'gold' };
    assert.equal(await valueOf('id-context-recall', settings, { context: whole, gold }), 1);
  });

  it('compare ids where gold is ids, and take a JSON list in a cell', async () => {
    const values = { context: '[{"id":"a","text":"x"},{"id":"b","text":"y"}]', gold: '["b","z"]' };
    const settings = { context: 'context', gold: 'gold' };
    assert.equal(await valueOf('id-context-precision', settings, values), 1 / 2);
    assert.equal(await valueOf('id-context-recall', settings, values), 1 / 2);
  });

  it('score 0 where nothing was retrieved, and not at all where nothing is known of it', async () => {
    const settings = { context: 'context', gold: 'gold' };
    assert.equal(await valueOf('id-context-precision', settings, { context: [], gold }), 0);
    assert.equal(await valueOf('id-context-recall', settings, { gold }), 'not-applicable');
    assert.equal(await valueOf('id-context-recall', settings, { context }), 'not-applicable');
  });

  it('stay within 0 and 1, whatever overlaps what', async () => {
    const span = fc.record({
      docId: fc.constantFrom('d', 'e'),
      start: fc.nat(20),
      end: fc.nat(40),
      text: fc.constant(''),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(span), fc.array(span), async (chunks, wanted) => {
        for (const uses of ['map', 'ndcg', 'mrr', 'recall-at-k', 'precision-at-k', 'hit-at-k']) {
          const value = await valueOf(uses, { context: 'c', gold: 'g' }, { c: chunks, g: wanted });
          assert.ok(
            typeof value === 'string' ? value === 'not-applicable' : value >= 0 && value <= 1,
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
