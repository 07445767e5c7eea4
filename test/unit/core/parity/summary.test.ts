import assert from 'node:assert/strict';
import type { JsonObject } from '#base/json.ts';
import { stem } from '#core/metrics/summary/porter.ts';
import { Differences, golden, valueOf } from '#support/parity.ts';
import { prepared } from '#support/scoring.ts';

interface Golden {
  readonly settings: readonly JsonObject[];
  readonly variants: readonly string[];
  readonly texts: readonly string[];
  readonly cases: readonly (readonly [
    number,
    number,
    readonly number[],
    readonly (readonly number[])[],
  ])[];
}

describe('rouge beside rouge-score', () => {
  const { settings, variants, texts, cases } = golden('rouge') as Golden;
  const figures = ['f1', 'precision', 'recall'];

  for (const [place, variant] of variants.entries()) {
    it(`is the same for ${variant}`, async function () {
      const differences = new Differences();
      for (const [which, reply, references, scores] of cases) {
        const expected = references.map((one) => texts[one] ?? '');
        for (const [column, figure] of figures.entries()) {
          const all = { ...settings[which], variant, figure };
          const { value } = valueOf(await prepared('rouge', all), texts[reply] ?? '', expected);
          const theirs = scores[place]?.[column] ?? NaN;
          // Where no reference has a token rouge-score gives 0, and Assay is not applicable.
          const ours = value ?? 0;
          differences.add(JSON.stringify([all, texts[reply], expected]), ours, theirs);
        }
      }
      differences.settle(this.test);
    });
  }

  it("takes the same endings off English words as NLTK's Porter stemmer", () => {
    const { words, stems } = golden('stems') as { words: readonly string[]; stems: string[] };
    assert.ok(words.length > 2000);
    assert.deepEqual(words.map(stem), stems);
  });
});
