import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { areSameRows, areSameSets, type Rows } from '#core/metrics/sql/sameRows.ts';
import { isOrderedQuery, queryIn } from '#core/metrics/sql/sqlText.ts';
import { evidenceOf, FakeJudge } from '#support/evidence.ts';
import { prepared } from '#support/scoring.ts';
import type { PreparedEvaluator } from '#core/metrics/metric.ts';

const setup = `
  CREATE TABLE t (id INTEGER, name TEXT, x REAL);
  INSERT INTO t VALUES (1, 'a', 0.1), (2, 'b', 0.2), (3, 'b', 0.3);`;

/** One thread for all queries with the same settings, as in a run. */
const evaluators: Record<string, PreparedEvaluator> = {};

async function outcome(
  reply: string,
  expected: string | readonly string[],
  settings: object = {},
  values: Parameters<typeof evidenceOf>[0] = { schema: setup },
): Promise<string> {
  const seen = { ...evidenceOf(values, reply), expected };
  const key = JSON.stringify(settings);
  const evaluator = (evaluators[key] ??= await prepared('sql-execution', settings));
  const { score } = await evaluator.measure(seen, new FakeJudge([]));
  return score.outcome === 'scored'
    ? `${score.value} ${score.why ?? ''}`.trim()
    : `${score.outcome}: ${score.why}`;
}

describe('rows', () => {
  const apart: readonly (readonly [string, Rows, Rows, boolean, boolean])[] = [
    ['in another order', [[1], [2]], [[2], [1]], false, true],
    ['in another order where it counts', [[1], [2]], [[2], [1]], true, false],
    ['with columns swapped', [[1, 'a']], [['a', 1]], false, true],
    ['with one twice', [[1], [1]], [[1]], false, false],
    [
      'whose columns are alike but not joined alike',
      [
        [1, 2],
        [2, 1],
      ],
      [
        [1, 1],
        [2, 2],
      ],
      false,
      false,
    ],
    [
      'with three columns of the same values',
      [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
      ],
      [
        [3, 1, 2],
        [1, 2, 3],
        [2, 3, 1],
      ],
      false,
      true,
    ],
    ['with more columns', [[1]], [[1, 1]], false, false],
    ['of none and none', [], [], true, true],
    ['of a number and its text', [[1]], [['1']], false, false],
    ['of null and nothing', [[null]], [['']], false, false],
    ['of sums in another order', [[0.1 + 0.2]], [[0.3]], false, true],
    ['with a comma in a text', [['a', 'b,c']], [['a,b', 'c']], false, false],
    ['of bytes', [[new Uint8Array([1, 255])]], [[new Uint8Array([1, 255])]], false, true],
  ];
  for (const [name, a, b, isOrdered, same] of apart) {
    it(`${name} are ${same ? 'the same' : 'others'}`, () => {
      assert.equal(areSameRows(a, b, isOrdered), same);
      assert.equal(areSameRows(b, a, isOrdered), same);
    });
  }

  it('are the same sets whatever repeats', () => {
    assert.ok(areSameSets([[1], [1], [2]], [[2], [1]]));
    assert.ok(!areSameSets([[1, 'a']], [['a', 1]]));
  });

  it('are the same under any order of rows and columns', () => {
    const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.tuple(
        fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: width, maxLength: width }), {
          maxLength: 6,
        }),
        fc.shuffledSubarray(
          Array.from({ length: width }, (_, at) => at),
          {
            minLength: width,
            maxLength: width,
          },
        ),
      ),
    );
    fc.assert(
      fc.property(table, ([rows, order]) => {
        const moved = rows.map((row) => order.map((at) => row[at]!));
        assert.ok(areSameRows(rows, moved.toReversed(), false));
        assert.ok(areSameRows(rows, moved, true));
      }),
    );
  });
});

describe('a query', () => {
  const read: readonly (readonly [string, boolean])[] = [
    ['SELECT a FROM t ORDER  BY a', true],
    ['select * from (select a from t order by a limit 3)', false],
    ["select 'order by' from t -- order by a", false],
    ['select a /* order by */ from "order by"', false],
    ['select a from t order /* really */ by a', true],
    ['select row_number() over (order by a) from t', false],
  ];
  for (const [sql, isOrdered] of read) {
    it(`${sql} is ${isOrdered ? '' : 'not '}ordered`, () => {
      assert.equal(isOrderedQuery(sql), isOrdered);
    });
  }

  it('is found in a fence', () => {
    assert.equal(queryIn('Here:\n```sql\nSELECT 1;\n```\nIt counts.'), 'SELECT 1;');
    assert.equal(queryIn(' SELECT 1 '), 'SELECT 1');
  });
});

describe('sql-execution', () => {
  it('compares what two queries give', async () => {
    assert.equal(await outcome('SELECT name, id FROM t', 'SELECT id, name FROM t'), '1');
    assert.equal(
      await outcome('SELECT DISTINCT name FROM t', 'SELECT name FROM t'),
      '0 other rows: it gives 2, expected are 3',
    );
    assert.equal(
      await outcome('SELECT DISTINCT name FROM t', 'SELECT name FROM t', { dialect: 'bird' }),
      '1',
    );
    assert.equal(await outcome('SELECT id FROM t', ['SELECT 5', 'SELECT id FROM t']), '1');
  });

  it('minds the order where the expected query has one', async () => {
    const why = '0 as many rows, but others or in another order';
    assert.equal(await outcome('SELECT id FROM t', 'SELECT id FROM t ORDER BY id DESC'), why);
    assert.equal(await outcome('SELECT id FROM t ORDER BY id DESC', 'SELECT id FROM t'), '1');
  });

  it('gives 0, with the reason, to a query that fails', async () => {
    assert.equal(
      await outcome('SELEC 1', 'SELECT 1'),
      '0 the query fails: near "SELEC": syntax error',
    );
    assert.equal(await outcome('', 'SELECT 1'), '0 the reply has no query');
    assert.equal(
      await outcome('-- nothing', 'SELECT 1'),
      '0 the query fails: there is no statement',
    );
    assert.equal(
      await outcome('SELECT 1; DROP TABLE t', 'SELECT 1'),
      '0 the query fails: it is more than one statement',
    );
    assert.equal(await outcome('SELECT 1; -- done', 'SELECT 1'), '1');
  });

  it('never lets one query see what another did', async () => {
    assert.equal(
      await outcome('DELETE FROM t', 'SELECT id FROM t'),
      '0 other rows: it gives 0, expected are 3',
    );
    assert.equal(await outcome('SELECT count(*) FROM t', 'SELECT 3'), '1');
  });

  it('makes no score where the script or the expected query fails', async () => {
    assert.equal(
      await outcome('SELECT 1', 'SELECT y FROM t'),
      'failed: the expected query fails: no such column: y',
    );
    assert.equal(
      await outcome('SELECT 1', 'SELECT 1', { setup: 'CREATE' }),
      'failed: the database cannot be set up: incomplete input',
    );
    assert.equal(
      await outcome('SELECT 1', 'SELECT 1', {}, {}),
      'not-applicable: the case has no script in "schema"',
    );
  });

  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';

  it('ends a query that takes too long, and goes on with the next', async () => {
    const settings = { timeoutMs: 300 };
    assert.equal(
      await outcome(`${endless} SELECT count(*) FROM c`, 'SELECT 1', settings),
      '0 the query did not end within 0.3 s',
    );
    assert.equal(
      await outcome('SELECT 1', `${endless} SELECT count(*) FROM c`, settings),
      'failed: the expected query did not end within 0.3 s',
    );
  });

  it('ends a query that gives too many rows or takes too much memory', async () => {
    assert.equal(
      await outcome(`${endless} SELECT x FROM c`, 'SELECT 1'),
      '0 the query fails: it gives more than 10000 rows',
    );
    const large = 'SELECT length(hex(zeroblob(200000000)))';
    assert.equal(await outcome(large, 'SELECT 1'), '0 the query fails: out of memory');
  });
});
