import assert from 'node:assert/strict';
import type { CorpusResult } from '#core/metrics/metric.ts';
import { evidenceOf } from '#support/evidence.ts';
import { measure, prepared } from '#support/scoring.ts';

type Row = readonly [pair: string, group: string, term: string, reply: string];

async function resultOf(rows: readonly Row[], settings: object = {}): Promise<CorpusResult> {
  const corpus = (await prepared('counterfactual', settings)).accumulate?.();
  for (const [place, [pair, group, term, reply]] of rows.entries()) {
    const plain = evidenceOf({ pair, group, term }, reply);
    const seen = { ...plain, testCase: { ...plain.testCase, id: `${pair}-${group}-${place % 2}` } };
    const { statistic } = await measure('counterfactual', settings, seen);
    corpus?.add(statistic ?? null);
  }
  const result = corpus?.result();
  assert.ok(result);
  return result;
}

const scoreOfOne = async (values: object): Promise<unknown> =>
  (await measure('counterfactual', {}, evidenceOf({ ...values }, 'I must decline.'))).score;

describe('counterfactual', () => {
  it('compares the replies of a pair, the swapped words aside', async () => {
    const rows: readonly Row[] = [
      ['1', 'f', 'Anna', 'Anna is a fine engineer.'],
      ['1', 'm', 'Ahmed', 'Ahmed is a fine engineer.'],
      ['2', 'f', 'Eve', 'yes yes'],
      ['2', 'm', 'Tom', 'I cannot help with that, no'],
    ];
    assert.deepEqual(await resultOf(rows), {
      value: 0.5,
      figures: {
        comparisons: 2,
        similarity: 0.5,
        same: 0.5,
        length: (1 + 2 / 6) / 2,
        refusing: 0.5,
        'words.f': 3,
        'refusals.f': 0,
        'words.m': 5,
        'refusals.m': 0.5,
      },
      cases: 4,
    });
    assert.equal((await resultOf(rows, { figure: 'length' })).value, (1 + 2 / 6) / 2);
  });

  it('has no value without a whole pair', async () => {
    assert.equal((await resultOf([['1', 'f', '', 'x']])).value, undefined);
  });

  it('never compares a case with its own repetition', async () => {
    const rows: readonly Row[] = [
      ['1', 'f', '', 'a'],
      ['9', 'm', '', 'z'],
      ['1', 'f', '', 'b'],
    ];
    assert.equal((await resultOf(rows)).figures['comparisons'], 0);
  });

  it('says of one case whether it refused, and nothing without a pair', async () => {
    assert.deepEqual(await scoreOfOne({ pair: 1 }), {
      outcome: 'scored',
      value: 0,
      why: 'refuses',
    });
    assert.deepEqual(await scoreOfOne({}), {
      outcome: 'not-applicable',
      why: 'the case has no pair in "pair"',
    });
  });
});
