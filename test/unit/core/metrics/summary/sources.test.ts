import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fragmentLengths } from '#core/metrics/summary/fragments.ts';
import { TokenIndex } from '#core/metrics/summary/tokenIndex.ts';
import { evidence, evidenceOf } from '#support/evidence.ts';
import { codesOf, measure, scoreOf } from '#support/scoring.ts';

/** What the paper's figure 3 does, step by step. */
function slowFragments(source: readonly string[], summary: readonly string[]): number[] {
  const lengths: number[] = [];
  for (let at = 0; at < summary.length;) {
    let best = 0;
    for (let from = 0; from < source.length; from += 1) {
      let length = 0;
      while (
        at + length < summary.length &&
        from + length < source.length &&
        summary[at + length] === source[from + length]
      ) {
        length += 1;
      }
      best = Math.max(best, length);
    }
    if (best > 0) lengths.push(best);
    at += Math.max(1, best);
  }
  return lengths;
}

const fewTokens = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });

describe('extractive fragments', () => {
  it('are those of the slow algorithm', () => {
    fc.assert(
      fc.property(fewTokens, fewTokens, (source, summary) => {
        assert.deepEqual(fragmentLengths(source, summary), slowFragments(source, summary));
      }),
    );
  });

  it('take linear time for texts that repeat themselves', () => {
    const source = Array.from({ length: 100_000 }, () => 'a');
    assert.deepEqual(fragmentLengths(source, source), [100_000]);
  });
});

describe('the longest common run', () => {
  it('is the longest of all runs', () => {
    fc.assert(
      fc.property(fewTokens, fewTokens, (source, tokens) => {
        const { start, length } = new TokenIndex(source).longestRun(tokens);
        const inside = (run: readonly string[]): boolean =>
          `,${source.join(',')},`.includes(`,${run.join(',')},`) || run.length === 0;
        assert.ok(inside(tokens.slice(start, start + length)));
        for (let at = 0; at + length < tokens.length; at += 1) {
          assert.ok(!inside(tokens.slice(at, at + length + 1)));
        }
      }),
    );
  });
});

describe('metrics of a summary', () => {
  const values = { document: 'Der Zug hält in Köln. Dann fährt er nach Bonn weiter.' };
  const of = async (uses: string, reply: string, settings: object = {}): Promise<unknown> => {
    const { score } = await measure(uses, settings, evidenceOf(values, reply));
    return score.outcome === 'scored' ? score.value : score.why;
  };

  it('count fragments of the source', async () => {
    const reply = 'Der Zug hält in Bonn.';
    assert.equal(await of('compression', reply), 11 / 5);
    assert.equal(await of('coverage', reply), 1);
    assert.equal(await of('density', reply), (4 * 4 + 1) / 5);
    assert.equal(await of('novel-ngrams', reply), 1 / 4);
  });

  it('say what is lacking', async () => {
    assert.equal(await of('coverage', ' … '), 'the reply has no word');
    assert.equal(await of('coverage', 'x', { source: 'text' }), 'the case has no text in "text"');
    assert.equal(await of('novel-ngrams', 'Zug'), 'the reply has fewer than 2 words');
  });

  it('count characters in scripts without spaces', async () => {
    const seen = evidenceOf({ document: '列車はケルンに止まる' }, '列車は止まる');
    const { score } = await measure('density', {}, seen);
    assert.deepEqual(score, { outcome: 'scored', value: (9 + 9) / 6 });
  });
});

describe('length-limit', () => {
  it('counts what it is told to', async () => {
    const reply = ' Dr. Ada 👩‍💻 wrote é. Done! ';
    const of = (unit: string, min: number): Promise<string> =>
      scoreOf('length-limit', { unit, min, max: min }, reply);
    assert.equal(await of('words', 5), '1 pass');
    assert.equal(await of('sentences', 3), '1 pass');
    assert.equal(await of('characters', 24), '1 pass');
  });

  it('counts the tokens that the service counted', async () => {
    const settings = { unit: 'tokens', max: 5 };
    assert.equal(await scoreOf('length-limit', settings, 'x'), '1 pass');
    const { score } = await measure('length-limit', settings, evidence('x', { usage: undefined }));
    assert.equal(score.outcome, 'not-applicable');
  });

  it('refuses limits that no reply can keep', async () => {
    assert.deepEqual(await codesOf('length-limit', { min: 3, max: 2 }), ['length-limit-bounds']);
  });
});
