import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { compareCsv } from '#core/report/compareCsv.ts';
import { runComparison } from '#support/comparing.ts';
import { reportedRun } from '#support/reportedRun.ts';

describe('trials as CSV', () => {
  it('are a record each, with scores by the names of their evaluators', async () => {
    await using run = await reportedRun('ffppeppp');
    const records: readonly Record<string, string>[] = parse(await run.report('csv'), {
      columns: true,
    });
    assert.equal(records.length, 8);
    const [first] = records;
    assert.deepEqual(
      [
        first?.['case'],
        first?.['model'],
        first?.['outcome'],
        first?.['score: right'],
        first?.['score: words'],
        first?.['expected'],
        first?.['reply'],
        first?.['latency ms'],
      ],
      ['refund', 'mock/small', 'failed', '0', '3', 'billing', 'no idea 0', '100'],
    );
    const broken = records.find(({ outcome }) => outcome === 'error');
    assert.deepEqual([broken?.['error'], broken?.['reply'], broken?.['pass']], ['server', '', '']);
  });

  it('hold no formula and nothing that acts in a log', async () => {
    const replies = [
      '=HYPERLINK("https://x")',
      '+1+1',
      '@SUM(A1)',
      '\u001b[31mred \u202Egnp.exe\n::error::forged',
    ];
    await using run = await reportedRun('ffffffff', { replies });
    const text = await run.report('csv');
    const records: readonly Record<string, string>[] = parse(text, { columns: true });
    assert.deepEqual(
      records.slice(0, 3).map(({ reply }) => reply),
      [`'=HYPERLINK("https://x")`, `'+1+1`, `'@SUM(A1)`],
    );
    // oxlint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(text, /[\u0000-\u0008\u001b\u202e]/);
  });
});

describe('a comparison as CSV', () => {
  it('is its measures with whole numbers, then its flips', () => {
    const records: readonly Record<string, string>[] = parse(compareCsv([runComparison()]), {
      columns: true,
    });
    assert.deepEqual(
      records.map(({ measure, verdict, cases, difference }) => [
        measure,
        verdict,
        cases,
        difference,
      ]),
      [
        ['passed', 'regressed', '30', '-0.2'],
        ['close', 'no evidence', '29', '-0.01'],
        ['queue', 'not compared: no-statistics', '', ''],
        ['case refund', 'to failed', '1', ''],
        ['case late', 'to passed', '1', ''],
      ],
    );
  });
});
