import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonValue } from '#base/json.ts';
import { bestAssignment } from '#core/metrics/extraction/assignment.ts';
import { isoDate } from '#core/metrics/extraction/isoDate.ts';
import { leafText } from '#core/metrics/extraction/leafText.ts';
import { evidence } from '#support/evidence.ts';
import { measure, prepared, scoreOf } from '#support/scoring.ts';

/** The largest sum over every way to pair rows with columns. */
function slowBest(
  gains: readonly (readonly number[])[],
  row = 0,
  taken: readonly number[] = [],
): number {
  if (row === gains.length) return 0;
  const rest = gains.length - row;
  const columns = gains[0]?.length ?? 0;
  let best = rest > columns - taken.length ? slowBest(gains, row + 1, taken) : -Infinity;
  for (let column = 0; column < columns; column += 1) {
    if (taken.includes(column)) continue;
    best = Math.max(best, gains[row]![column]! + slowBest(gains, row + 1, [...taken, column]));
  }
  return best;
}

describe('the best assignment', () => {
  it('is the best of all', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .chain(([rows, columns]) =>
        fc.array(
          fc.array(
            fc.integer({ min: -5, max: 9 }).map((one) => one / 4),
            { minLength: columns, maxLength: columns },
          ),
          {
            minLength: rows,
            maxLength: rows,
          },
        ),
      );
    fc.assert(
      fc.property(matrix, (gains) => {
        const pairs = bestAssignment(gains);
        const used = pairs.filter((column) => column >= 0);
        assert.equal(new Set(used).size, used.length);
        assert.equal(used.length, Math.min(gains.length, gains[0]!.length));
        const sum = pairs.reduce((all, column, row) => all + (gains[row]![column] ?? 0), 0);
        assert.equal(sum, slowBest(gains));
      }),
    );
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(bestAssignment([]), []);
    assert.deepEqual(bestAssignment([[], []]), [-1, -1]);
  });
});

describe('a date', () => {
  const read: readonly (readonly [string, string | undefined])[] = [
    ['2026-3-4', '2026-03-04'],
    ['2026-03-04T10:00:00Z', '2026-03-04'],
    ['3/4/2026', '2026-04-03'],
    ['03.04.2026', '2026-04-03'],
    ['4 March 2026', '2026-03-04'],
    ['4. März 2026', '2026-03-04'],
    ['March 4th, 2026', '2026-03-04'],
    ['31/02/2026', undefined],
    ['4/3-2026', undefined],
    ['4 Foo 2026', undefined],
    ['2026', undefined],
  ];
  for (const [text, iso] of read) {
    it(`"${text}" is ${iso ?? 'none'}`, () => {
      assert.equal(isoDate(text, 'day-first'), iso);
    });
  }

  it('with the month first is another one', () => {
    assert.equal(isoDate('3/4/2026', 'month-first'), '2026-03-04');
  });
});

describe('two values', () => {
  const settings = { ignoreCase: false, numbers: true, dates: 'as-text' } as const;
  const same: readonly (readonly [JsonValue, JsonValue, boolean])[] = [
    ['1,200.50', 1200.5, true],
    ['1200.5', '1,200.5', true],
    [' a\n b ', 'a b', true],
    ['é', 'e\u0301', true],
    ['007', 7, false],
    ['A', 'a', false],
    [true, 'true', true],
    ['1,20', 120, false],
  ];
  for (const [a, b, isSame] of same) {
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${isSame ? 'the same' : 'two'}`, () => {
      assert.equal(leafText(a, settings) === leafText(b, settings), isSame);
    });
  }
});

describe('fields', () => {
  const expected = {
    name: 'Ada',
    born: null,
    tags: ['x', 'y', 'y'],
    items: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 2 },
    ],
  };

  it('does not mind order, null and what is empty', async () => {
    const reply =
      '```json\n{"items":[{"n":2,"sku":"b"},{"n":1,"sku":"a"}],"tags":["y","x","y"],"name":"Ada","more":[]}\n```';
    assert.equal(await scoreOf('fields', {}, reply, expected), '1');
    assert.equal(await scoreOf('record', {}, reply, expected), '1 pass');
  });

  it('pairs items by their key where one is named', async () => {
    const wanted = [
      { id: 1, a: 'x', b: 'y' },
      { id: 2, a: 'p', b: 'q' },
    ];
    const reply = '[{"id":2,"a":"x","b":"y"},{"id":1,"a":"p","b":"q"}]';
    assert.equal(await scoreOf('fields', {}, reply, wanted), String(4 / 6));
    assert.equal(await scoreOf('fields', { key: 'id' }, reply, wanted), String(2 / 6));
  });

  it('adds up over all cases, field by field', async () => {
    const ready = await prepared('fields');
    const corpus = ready.accumulate?.();
    const rows: readonly (readonly [string, JsonValue])[] = [
      ['{"a":1,"b":2}', { a: 1, b: 3 }],
      ['no JSON', { a: 1 }],
      ['{}', {}],
    ];
    for (const [reply, wanted] of rows) {
      const { statistic } = await measure('fields', {}, evidence(reply, { expected: wanted }));
      corpus?.add(statistic ?? null);
    }
    assert.deepEqual(corpus?.result(), {
      value: 2 / 5,
      figures: { precision: 1 / 2, recall: 1 / 3, f1: 2 / 5, 'invalid-rate': 1 / 3 },
      detail: [
        { field: 'a', right: 1, extra: 0, missing: 1, precision: 1, recall: 0.5, f1: 2 / 3 },
        { field: 'b', right: 0, extra: 1, missing: 1, precision: 0, recall: 0, f1: 0 },
      ],
      cases: 3,
    });
  });

  it('counts fields of hostile names apart from its own', async () => {
    const reply = '{"__proto__": 1, "constructor": 2}';
    assert.equal(await scoreOf('fields', {}, reply, { a: 1 }), '0');
    assert.equal(await scoreOf('fields', {}, '{}', JSON.parse(reply) as JsonValue), '0');
  });

  it('makes no score of what it cannot compare', async () => {
    assert.equal(await scoreOf('fields', {}, '{}', 'a text'), 'failed');
    assert.equal(await scoreOf('fields', {}, '{}'), 'not-applicable');
    assert.equal(await scoreOf('record', {}, '['.repeat(500) + ']'.repeat(500), [1]), 'failed');
    const long = JSON.stringify(Array.from({ length: 9000 }, () => ({})));
    assert.equal(await scoreOf('fields', {}, long, JSON.parse(long) as JsonValue), 'failed');
  });

  it('gives JSON that is its own expected value 1, whatever it is', async () => {
    const any = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(any, async (value) => {
        const text = JSON.stringify(value);
        const wanted = JSON.parse(text) as JsonValue;
        assert.equal(await scoreOf('fields', {}, text, wanted), '1');
        assert.equal(await scoreOf('record', {}, text, wanted), '1 pass');
        assert.equal(await scoreOf('json-similarity', {}, text, wanted), '1');
      }),
    );
  });
});

describe('json-similarity', () => {
  const read: readonly (readonly [string, JsonValue, number])[] = [
    ['{"a":2}', { a: 1 }, 2 / 3],
    ['{"a":"kitten"}', { a: 'sitting' }, 1 - 3 / 7],
    ['[1,2]', [1], 1 / 2],
    ['{"a":"1"}', { a: 1 }, 0],
    ['{"b":1}', { a: 1 }, 0],
    ['{}', {}, 1],
    ['{"a":-1}', { a: 1 }, 0],
    ['{"a":1e308}', { a: -1e308 }, 0],
    ['nothing', { a: 1 }, 0],
  ];
  for (const [reply, wanted, value] of read) {
    it(`of ${reply} and ${JSON.stringify(wanted)} is ${value.toFixed(3)}`, async () => {
      const { score } = await measure('json-similarity', {}, evidence(reply, { expected: wanted }));
      assert.ok(score.outcome === 'scored');
      assert.ok(Math.abs(score.value - value) < 1e-12, String(score.value));
    });
  }
});
