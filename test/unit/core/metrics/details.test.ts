import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject } from '#base/json.ts';
import { cutDetails, mostDetail } from '#core/metrics/details.ts';
import { detailLines } from '#core/report/detailLines.ts';

describe('the details of a score', () => {
  it('stay as they are where they are short', () => {
    const details = { judge: 'a/b', claims: [{ claim: 'x', supported: true }], mean: 4.5 };
    assert.deepEqual(cutDetails(details), details);
  });

  it('lose the ends of their texts before they lose a verdict', () => {
    const claims = Array.from({ length: 60 }, (_, number) => ({
      number,
      supported: number % 2 === 0,
      reason: 'because '.repeat(200),
    }));
    const cut = cutDetails({ claims }) as { claims: { supported: boolean; reason: string }[] };
    assert.equal(cut.claims.length, 60);
    assert.equal(cut.claims[59]?.supported, false);
    assert.match(cut.claims[0]?.reason ?? '', /^because .*…$/);
    assert.ok(JSON.stringify(cut).length <= mostDetail);
  });

  it('say how much of a long list was left out', () => {
    const cut = cutDetails({ list: Array.from({ length: 5000 }, () => 'some words') });
    const list = cut['list'] as readonly string[];
    assert.match(list.at(-1) ?? '', /^… and \d+ more$/);
  });

  it('are never longer than may be stored, whatever they hold', () => {
    const json = fc.jsonValue({ maxDepth: 12, stringUnit: 'binary' });
    const long = fc.string({ minLength: 3000, maxLength: 20_000 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(json, long, fc.array(long))), (details) => {
        const cut = cutDetails(details as JsonObject);
        return JSON.stringify(cut).length <= mostDetail && detailLines(cut).length >= 0;
      }),
      { numRuns: 60 },
    );
  });

  it('read as lines, parts below what they belong to', () => {
    const details = {
      judge: 'a/b',
      ratings: [4, 5],
      none: [],
      choice: { choice: 'yes', reason: 'two\nlines' },
      claims: [{ claim: 'It rains.', supported: false }],
      deep: { list: [{ parts: [true] }], more: { a: 1 } },
    };
    assert.deepEqual(detailLines(details), [
      'judge: a/b',
      'ratings: 4, 5',
      'none: none',
      'choice: choice: yes; reason: two lines',
      'claims:',
      '  - claim: It rains.; supported: no',
      'deep:',
      '  list:',
      '    -',
      '      parts:',
      '        - yes',
      '  more: a: 1',
    ]);
    assert.deepEqual(detailLines(undefined), []);
  });
});
