import assert from 'node:assert/strict';
import { stripVTControlCharacters, styleText } from 'node:util';
import { showComparison } from '#cli/terminal/comparison.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import { runComparison } from '#support/comparing.ts';
import { fakeEcho } from '#support/fakeEcho.ts';

function shown(comparison: RunComparison): string {
  const { echo, text } = fakeEcho();
  showComparison(echo, comparison);
  return text();
}

describe('a comparison in the terminal', () => {
  it('shows the flips first, then each measure with its verdict in words', () => {
    assert.equal(
      shown(runComparison()),
      `Before: the baseline, last accepted 2026-11-23 22:36 UTC from run 01M858VHTA4QX50TDF3RFW2074
After:  run 01M858VHTA4QX50TDF3RFW2075, started 2026-11-24 08:00 UTC

triage / base on mock/small, then base on mock/large
30 cases on both sides, 1 only before.
From passed to failed: 1
  refund  3 of 3 passed, then 1 of 3 passed
From failed to passed: 1
  late
Only before: gone

measure  cases  before  after   change           p      verdict
--------------------------------------------------------------------------------
passed   30     90.0 %  70.0 %  −20.0 points     0.024  regressed
                                −34.4 to −5.0
close    29     0.810   0.800   −0.010           0.400  no evidence
                                                        would have shown from
                                                        0.042
                                                        does not hold if the 3
                                                        missing repetitions
                                                        went against it
queue                                                   not compared
                                                        no statistics kept on
                                                        one side: accept a run
                                                        anew

Only before: prompt old.prompt.yml
Only after: triage / warm on mock/large

Ranges are 95 % intervals of the change, each for itself.
p is adjusted for 2 comparisons; a change is one where it is at most 0.05.
Regressed: 1 regressed, 1 no evidence.
`,
    );
  });

  it('repeats the word in colour, and says nothing by colour alone', () => {
    const { echo, text } = fakeEcho({ colour: true });
    showComparison(echo, runComparison());
    assert.ok(text().includes(styleText('red', 'regressed', { validateStream: false })));
    assert.equal(stripVTControlCharacters(text()), shown(runComparison()));
  });

  it('fits 100 columns', () => {
    const [prompt] = runComparison().prompts;
    const [candidate] = prompt!.candidates;
    const long = 'x'.repeat(300);
    const measures = [{ evaluator: long, why: 'no-statistics' } as const];
    const text = shown(
      runComparison({
        prompts: [{ ...prompt!, candidates: [{ ...candidate!, toFailed: [], measures }] }],
      }),
    );
    for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
  });

  it('names no more than some of many cases, and counts the rest', () => {
    const [prompt] = runComparison().prompts;
    const [candidate] = prompt!.candidates;
    const toFailed = Array.from({ length: 25 }, () => candidate!.toFailed[0]!);
    const onlyAfter = Array.from({ length: 12 }, (_, place) => `new-${place}`);
    const text = shown(
      runComparison({
        prompts: [{ ...prompt!, candidates: [{ ...candidate!, toFailed, onlyAfter }] }],
      }),
    );
    assert.match(text, /^ {2}and 5 more; --format json has them all$/m);
    assert.match(text, /^Only after: new-0, .*new-9 and 2 more$/m);
  });
});
