import assert from 'node:assert/strict';
import { choiceLetter } from '#core/metrics/answers/choiceLetter.ts';
import { squadTokens } from '#core/metrics/answers/squadTokens.ts';
import { evidence, evidenceOf } from '#support/evidence.ts';
import { codesOf, measure, prepared, scoreOf } from '#support/scoring.ts';

describe('the words that SQuAD compares', () => {
  const texts: readonly (readonly [string, readonly string[]])[] = [
    ['The  Cat, sat!', ['cat', 'sat']],
    ["don't", ['dont']],
    ['$5.00 (approx.)', ['500', 'approx']],
    ['an apple, a theatre', ['apple', 'theatre']],
    ['東京タワー、日本', ['東', '京', 'タ', 'ワ', 'ー', '日', '本']],
    ['«Привет», мир', ['привет', 'мир']],
    ['the', []],
  ];
  for (const [text, words] of texts) {
    it(`of "${text}" are ${words.length}`, () => {
      assert.deepEqual(squadTokens(text, true), words);
    });
  }
});

describe('token-f1', () => {
  it('is the harmonic mean over the bag of words', async () => {
    assert.equal(
      await scoreOf('token-f1', {}, 'the cat sat on mat', 'cat on the mat'),
      '0.8571428571428571',
    );
    assert.equal(await scoreOf('token-f1', {}, 'red red', 'red'), '0.6666666666666666');
  });

  it('takes the best of several expected texts', async () => {
    assert.equal(await scoreOf('token-f1', {}, 'Paris', ['Rome', 'Paris, France', 'paris.']), '1');
  });

  it('says with an empty expected text that only an empty reply is right', async () => {
    assert.equal(await scoreOf('token-f1', {}, '', ''), '1');
    assert.equal(await scoreOf('token-f1', {}, 'Paris', ''), '0');
    assert.equal(await scoreOf('token-f1', {}, 'The.', ['']), '1');
  });

  it('keeps articles where it is told to', async () => {
    assert.equal(
      await scoreOf('token-f1', { ignoreArticles: false }, 'the cat', 'cat'),
      '0.6666666666666666',
    );
  });
});

describe('the letter of a choice', () => {
  const read: readonly (readonly [string, string | undefined])[] = [
    ['B', 'B'],
    ['b.', 'B'],
    ['(C)', 'C'],
    ['**D**', 'D'],
    ['B) Paris is the capital.', 'B'],
    ['The answer is (B).', 'B'],
    ['The answer is a dog, so the answer is D.', 'D'],
    ['Answer: C because A is wrong', 'C'],
    ['Die Antwort lautet B', 'B'],
    [String.raw`So $\boxed{\text{C}}$`, 'C'],
    ['I think that C fits best', 'C'],
    ['A dog ate C', 'C'],
    ['Both A and C fit', undefined],
    ['none', undefined],
    ['', undefined],
    ['E', undefined],
    ['Be careful', undefined],
  ];
  for (const [reply, letter] of read) {
    it(`in "${reply}" is ${letter ?? 'unreadable'}`, () => {
      assert.equal(choiceLetter(reply, 'ABCD'), letter);
    });
  }

  it('is found in linear time', () => {
    const reply = 'answer is option '.repeat(20_000);
    assert.equal(choiceLetter(reply, 'ABCD'), undefined);
  });
});

describe('multiple-choice', () => {
  it('counts what cannot be read as invalid, over all cases too', async () => {
    const ready = await prepared('multiple-choice');
    const corpus = ready.accumulate?.();
    for (const [reply, expected] of [
      ['A', 'A'],
      ['B', 'A'],
      ['perhaps', 'B'],
    ] as const) {
      const { score, statistic } = await measure(
        'multiple-choice',
        {},
        evidence(reply, { expected }),
      );
      if (reply === 'perhaps') {
        assert.deepEqual(score, {
          outcome: 'scored',
          value: 0,
          pass: false,
          why: 'invalid: no letter can be read',
        });
      }
      corpus?.add(statistic ?? null);
    }
    const result = corpus?.result();
    assert.equal(result?.value, 1 / 3);
    assert.equal(result?.figures['invalid-rate'], 1 / 3);
  });

  it('reads and expects the texts of the options', async () => {
    const plain = evidenceOf({ choices: ['Rome', 'Paris'] }, 'It is Paris, of course');
    const { score } = await measure(
      'multiple-choice',
      { options: 'choices' },
      { ...plain, expected: 'paris' },
    );
    assert.deepEqual(score, { outcome: 'scored', value: 1, pass: true });
  });

  it('fails where the case expects no option', async () => {
    assert.equal(await scoreOf('multiple-choice', {}, 'A', 'Paris'), 'failed');
  });

  it('refuses letters that repeat', async () => {
    assert.notDeepEqual(await codesOf('multiple-choice', { letters: 'AAB' }), []);
  });
});

describe('contains-none', () => {
  it('passes without any of the texts, and has nothing to do without texts', async () => {
    assert.equal(await scoreOf('contains-none', { values: ['acme'] }, 'Globex'), '1 pass');
    assert.equal(await scoreOf('contains-none', { values: ['acme'] }, 'ACME'), '0 miss');
    assert.equal(await scoreOf('contains-none', {}, 'x'), 'not-applicable');
  });
});
