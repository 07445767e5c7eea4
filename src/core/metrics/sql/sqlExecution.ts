import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { Measured, Metric, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { references, textOf } from '../text.ts';
import { failed, noExpected, notApplicable, verdict } from '../verdict.ts';
import type { SqlOutcome } from './sqlJob.ts';
import { isOrderedQuery, queryIn } from './sqlText.ts';

const dialects = ['bag', 'bird'] as const;

interface Settings {
  readonly setup?: string | undefined;
  readonly column: string;
  readonly dialect: (typeof dialects)[number];
  readonly timeoutMs: number;
}

export const sqlExecution: Metric<Settings> = {
  kind: 'sql-execution',
  title: 'SQL gives the same rows',
  documentation:
    'For text-to-SQL: runs the query of the reply and the expected one on the same SQLite database, and compares what they give: as bags of rows under any order of columns, in order where the expected query ends in ORDER BY; with `dialect: bird` as sets of rows, which lets a wrong DISTINCT pass. ' +
    'The database is made from a script, `setup` or the column `schema`, in memory and anew for each query; one statement only, at most 10,000 rows and 256 MB, in a thread that is ended when the time is up. ' +
    'A query that fails, or takes too long, scores 0 and says why; a script or expected query that fails makes no score. ' +
    'Two queries may agree on a small database by chance, so let the script hold rows that tell them apart. ' +
    'Source: Zhong, Yu and Klein 2020 (test-suite accuracy); Li 2023 (BIRD).',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['text-to-sql'],
  settings: z.strictObject({
    setup: z.optional(
      z
        .string()
        .check(z.minLength(1), z.describe('The SQL script that makes tables and fills them.')),
    ),
    column: z.prefault(
      z
        .string()
        .check(z.minLength(1), z.describe('The column that holds it where `setup` is left out.')),
      'schema',
    ),
    dialect: z.prefault(
      z.enum(dialects).check(z.describe('`bird`: sets of rows, columns in the same order.')),
      'bag',
    ),
    timeoutMs: z.prefault(
      z.int().check(z.minimum(100), z.maximum(60_000), z.describe('How long a query may take.')),
      5000,
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare({ setup, column, dialect, timeoutMs }: Settings): Promise<Preparation> {
  const { SqlRunner } = await import('./sqlRunner.ts');
  const runner = new SqlRunner(timeoutMs);
  return {
    async measure({ reply, expected, testCase }) {
      const texts = references(expected)?.map(queryIn);
      if (texts === undefined) return noExpected;
      const held = testCase.values[column] ?? null;
      const script = setup ?? (held === null ? '' : textOf(held));
      if (script.trim() === '') {
        return notApplicable(`the case has no script in ${quoteFound(column)}`);
      }
      const sql = queryIn(reply);
      if (sql === '') return verdict(false, 'the reply has no query');
      const gold = texts.map((one) => ({ sql: one, isOrdered: isOrderedQuery(one) }));
      return measuredOf(await runner.run({ setup: script, gold, sql, dialect }));
    },
  };
}

function measuredOf(outcome: SqlOutcome): Measured {
  if (outcome.kind === 'same') return verdict(true);
  if (outcome.kind === 'broken') return failed(outcome.why);
  return verdict(false, outcome.why);
}
