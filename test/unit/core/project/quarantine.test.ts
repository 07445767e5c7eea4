import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readQuarantine } from '#core/project/quarantine.ts';

const read = (text: string) => readQuarantine(new TextEncoder().encode(text), '2026-11-30');
const tail = 'reason: The service is slow., owner: ana';

describe('the quarantine file', () => {
  it('gives its entries with their places', () => {
    const { value, problems } = read(
      `version: 1\nquarantine:\n  - { case: late, until: 2026-11-30, ${tail} }\n  - { prompt: a.prompt.yml, evaluator: polite, until: "2027-01-01", ${tail} }\n`,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value?.map(({ entry, range }) => [entry.case, entry.evaluator, range.start.line]),
      [
        ['late', undefined, 3],
        [undefined, 'polite', 4],
      ],
    );
  });

  it('tells an entry whose date has gone by, at its date, and does not count it', () => {
    const { value, problems } = read(
      `version: 1\nquarantine:\n  - { case: late, until: 2026-11-29, ${tail} }\n`,
    );
    assert.deepEqual(value, []);
    assert.deepEqual(
      problems.map(({ code, severity, range }) => [code, severity, range.start]),
      [['quarantine-expired', 'warning', { line: 3, column: 26 }]],
    );
  });

  const broken: readonly (readonly [what: string, entry: string, code: string])[] = [
    ['without a reason', '{ case: a, until: 2027-01-01, owner: ana }', 'missing-key'],
    ['without an owner', '{ case: a, until: 2027-01-01, reason: x }', 'missing-key'],
    ['without a date', '{ case: a, reason: x, owner: ana }', 'missing-key'],
    ['with a day that does not exist', `{ case: a, until: 2027-02-30, ${tail} }`, 'wrong-format'],
    ['of everything', `{ until: 2027-01-01, ${tail} }`, 'quarantine-too-wide'],
    ['of a whole prompt', `{ prompt: a, until: 2027-01-01, ${tail} }`, 'quarantine-too-wide'],
    ['with a key that is no key', `{ case: a, untill: 2027-01-01, ${tail} }`, 'missing-key'],
  ];
  for (const [what, entry, code] of broken) {
    it(`refuses an entry ${what}, and then counts none`, () => {
      const { value, problems } = read(`version: 1\nquarantine:\n  - ${entry}\n`);
      assert.equal(value, undefined);
      assert.ok(problems.some((one) => one.code === code && one.severity === 'error'));
    });
  }

  it('never throws, whatever stands in it', () => {
    const whole = `version: 1\nquarantine:\n  - { case: late, until: 2026-12-01, ${tail} }\n`;
    fc.assert(fc.property(fc.nat(whole.length), (end) => void read(whole.slice(0, end))));
    fc.assert(fc.property(fc.string(), (text) => void read(text)));
  });
});
