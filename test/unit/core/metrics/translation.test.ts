import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { leastEdits } from '#core/metrics/translation/editRate.ts';
import { tokenizers } from '#core/metrics/translation/tokenizers.ts';
import { resultOf, valueOf } from '#support/parity.ts';
import { codesOf, prepared, scoreOf } from '#support/scoring.ts';

describe('bleu', () => {
  it('adds up over all cases, which is not the mean of the cases', async () => {
    const bleu = await prepared('bleu');
    const pairs = [
      ['The cat sat on the mat.', 'The cat sat on the mat.'],
      ['No', 'Nothing of the kind was ever said by anybody.'],
    ] as const;
    const statistics = pairs.map(([reply, expected]) => valueOf(bleu, reply, expected).statistic);
    const { value, figures, detail, cases } = resultOf(bleu, statistics);
    assert.equal(cases, 2);
    assert.equal(value?.toFixed(6), '31.399355');
    assert.equal(figures['tokens'], 8);
    assert.equal(figures['reference-tokens'], 17);
    assert.deepEqual(detail, { signature: 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp' });
  });

  it('says in its signature how many references there were, and how it was smoothed', async () => {
    const bleu = await prepared('bleu', { smoothing: 'floor', lowercase: true, tokenizer: 'intl' });
    const statistics = [['a', 'b'], 'a'].map((expected) => valueOf(bleu, 'a', expected).statistic);
    assert.deepEqual(resultOf(bleu, statistics).detail, {
      signature: 'nrefs:var|case:lc|eff:no|tok:intl|smooth:floor[0.10]',
    });
  });

  it('has no value without cases', async () => {
    assert.equal(resultOf(await prepared('bleu'), [null, 3, {}]).value, undefined);
  });

  it('takes no settings that mean nothing', async () => {
    assert.notDeepEqual(await codesOf('bleu', { tokenizer: 'moses' }), []);
    assert.notDeepEqual(await codesOf('bleu', { smoothingValue: 0 }), []);
  });

  it('sets Chinese characters apart, and curly quotes too, as sacreBLEU does', () => {
    assert.deepEqual(tokenizers.zh('他说“好”ok。'), ['他', '说', '“', '好', '”', 'ok', '。']);
    assert.deepEqual(tokenizers.zh('𠮷野'), ['𠮷', '野']);
    assert.deepEqual(tokenizers.zh('𠮷𠮷'), ['𠮷𠮷']);
    assert.deepEqual(tokenizers['13a']('1,000.5 a-b 3-4, &amp;lt;x'), [
      '1,000.5',
      'a-b',
      '3',
      '-',
      '4',
      ',',
      '<',
      'x',
    ]);
    assert.deepEqual(tokenizers.intl('2021. «да»'), ['2021', '.', '«', 'да', '»']);
  });
});

describe('chrf', () => {
  it('counts an emoji as one character', async () => {
    assert.equal(await scoreOf('chrf', { charOrder: 1 }, '👍', '👎'), '0');
    assert.equal(await scoreOf('chrf', {}, '👍', '👍'), '100');
  });

  it('fails rather than fill the memory', async () => {
    const long = 'x'.repeat(200_001);
    assert.equal(await scoreOf('chrf', {}, long, 'x'), 'failed');
  });
});

describe('ter', () => {
  it('counts a moved block as one edit', () => {
    assert.equal(leastEdits(words('d e f a b c'), words('a b c d e f')), 1);
    assert.equal(leastEdits([], words('a b')), 2);
    assert.equal(leastEdits(words('a b'), []), 2);
  });

  it('goes beyond 100, and is 100 against nothing', async () => {
    assert.equal(await scoreOf('ter', {}, 'a b c', 'x'), '300');
    assert.equal(await scoreOf('ter', {}, 'a b c', ''), '100');
    assert.equal(await scoreOf('ter', {}, '', ''), '0');
  });

  it('never needs more edits than words, and none for the same', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const edits = leastEdits(one, other);
        return edits <= Math.max(one.length, other.length) && leastEdits(one, one) === 0;
      }),
    );
  });

  it('fails rather than take minutes', async () => {
    assert.equal(await scoreOf('ter', {}, 'x '.repeat(5001), 'x'), 'failed');
  });
});

function words(text: string): string[] {
  return text.split(' ');
}
