import assert from 'node:assert/strict';
import { compareMarkdown } from '#core/report/compareMarkdown.ts';
import { runComparison } from '#support/comparing.ts';

describe('a comparison as Markdown', () => {
  it('is flips, then a table of measures for each candidate', () => {
    assert.equal(
      compareMarkdown(runComparison()),
      `### Assay: regressed

Before: the baseline, last accepted 2026-11-23 22:36 UTC from run 01M858VHTA4QX50TDF3RFW2074  
After: run 01M858VHTA4QX50TDF3RFW2075, started 2026-11-24 08:00 UTC

1 regressed, 1 no evidence.

#### triage / base on mock/small, then base on mock/large

30 cases on both sides, 1 only before.

From passed to failed: 1

- refund: 3 of 3 passed, then 1 of 3 passed

From failed to passed: 1

- late

| measure | cases | before | after | change | p | verdict |
| --- | --- | --- | --- | --- | --- | --- |
| passed | 30 | 90.0 % | 70.0 % | −20.0 points<br>−34.4 to −5.0 | 0.024 | regressed |
| close | 29 | 0.810 | 0.800 | −0.010 | 0.400 | no evidence<br>would have shown from 0.042<br>does not hold if the 3 missing repetitions went against it |
| queue |  |  |  |  |  | not compared<br>no statistics kept on one side: accept a run anew |

- Only before: prompt old.prompt.yml
- Only after: triage / warm on mock/large

Ranges are 95 % intervals of the change, each for itself. p is adjusted for 2 comparisons; a change is one where it is at most 0.05.
`,
    );
  });

  it('makes no markup, link, image or mention of names', () => {
    const [prompt] = runComparison().prompts;
    const evil = '<img src=x> [a](https://b) @team | `c`';
    const [candidate] = prompt!.candidates;
    const text = compareMarkdown(
      runComparison({
        prompts: [
          {
            ...prompt!,
            name: evil,
            candidates: [
              {
                ...candidate!,
                after: { variant: evil, model: evil },
                toFailed: [{ ...candidate!.toFailed[0]!, caseId: evil }],
                measures: [{ evaluator: evil, why: 'no-pairs' }],
              },
            ],
          },
        ],
        promptsOnlyBefore: [evil],
        faults: [evil],
      }),
    );
    assert.doesNotMatch(text, /<img|\]\(|@team|`c`|:\/\//);
  });

  it('stays under 65,000 characters and says what it left out', () => {
    const [prompt] = runComparison().prompts;
    const candidates = Array.from({ length: 200 }, () => ({
      ...prompt!.candidates[0]!,
      after: { variant: 'v'.repeat(300), model: 'm'.repeat(300) },
    }));
    const faults = Array.from({ length: 500 }, () => 'f'.repeat(400));
    const text = compareMarkdown(runComparison({ prompts: [{ ...prompt!, candidates }], faults }));
    assert.ok(text.length <= 65_000, String(text.length));
    assert.match(text, /\n\d+ more not shown; `assay compare` has them all\.\n/);
  });
});
