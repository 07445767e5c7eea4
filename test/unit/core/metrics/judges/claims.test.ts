import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { averagePrecision } from '#core/metrics/judges/contextPrecision.ts';
import { fBeta } from '#core/metrics/judges/factualCorrectness.ts';
import { noiseOf } from '#core/metrics/judges/noiseSensitivity.ts';
import {
  claims,
  inWords,
  judged,
  judgeSaying,
  verdicts,
  yes,
  no,
  type Seen,
} from '#support/judging.ts';

const rag: Seen = {
  reply: 'the reply',
  expected: 'the expected',
  values: { input: 'q', context: ['one', 'two', 'three'] },
};

describe('claims', () => {
  it('that the context supports make faithfulness', async () => {
    const judge = judgeSaying(claims(4), verdicts('++-+'));
    const measured = await judged('faithfulness', {}, rag, judge);
    assert.equal(inWords(measured), '0.75');
    assert.deepEqual(measured.details, {
      judge: 'judge',
      prompt: 'faithfulness/1',
      claims: [
        { claim: 'Claim 1.', supported: true, reason: 'r' },
        { claim: 'Claim 2.', supported: true, reason: 'r' },
        { claim: 'Claim 3.', supported: false, reason: 'r' },
        { claim: 'Claim 4.', supported: true, reason: 'r' },
      ],
    });
  });

  it('that nothing supports are hallucinated; one is enough not to pass', async () => {
    const some = await judged('hallucination', {}, rag, judgeSaying(claims(3), verdicts('+--')));
    assert.equal(inWords(some), '0.6666666666666666 miss');
    const none = await judged('hallucination', {}, rag, judgeSaying(claims(3), verdicts('+++')));
    assert.equal(inWords(none), '0 pass');
  });

  it('of the expected text make context recall', async () => {
    const judge = judgeSaying(claims(5), verdicts('+---+'));
    assert.equal(inWords(await judged('context-recall', {}, rag, judge)), '0.4');
    const [, check] = judge.questions;
    assert.match(check?.messages[1]?.content ?? '', /\[passage 3 [0-9a-f]{12}\]\nthree\n/);
  });

  const betas: readonly [beta: number, score: string][] = [
    [1, '0.5714285714285714'],
    [2, '0.625'],
    [0.5, '0.5263157894736842'],
  ];
  for (const [beta, score] of betas) {
    it(`of both sides make F${beta} of factual correctness`, async () => {
      // Two right and two wrong in the reply; one of three expected claims missing.
      const judge = judgeSaying(claims(4), claims(3), verdicts('+--+'), verdicts('+-+'));
      const measured = await judged('factual-correctness', { beta }, rag, judge);
      assert.equal(inWords(measured), score);
      assert.deepEqual(
        [measured.details?.['precision'], measured.details?.['recall']],
        [0.5, 0.6666666666666666],
      );
    });
  }

  it('that are wrong and come from a passage make noise sensitivity', async () => {
    // Claims of the reply: right, wrong from a relevant passage, wrong from an irrelevant one, wrong from nowhere.
    const answers = [
      claims(4),
      claims(2),
      verdicts('+---'),
      verdicts('++--+-'),
      verdicts('--+---'),
      verdicts('------'),
    ];
    const relevant = await judged('noise-sensitivity', {}, rag, judgeSaying(...answers));
    assert.equal(inWords(relevant), '0.25');
    assert.deepEqual(relevant.details?.['noisy'], ['Claim 2.']);
    assert.deepEqual(relevant.details?.['passages'], [
      { id: '1', relevant: true },
      { id: '2', relevant: false },
      { id: '3', relevant: false },
    ]);
    const settings = { passages: 'irrelevant' };
    const irrelevant = await judged('noise-sensitivity', settings, rag, judgeSaying(...answers));
    assert.deepEqual(irrelevant.details?.['noisy'], ['Claim 3.']);
  });

  const withoutClaims: readonly [kind: string, why: string][] = [
    ['faithfulness', 'the reply makes no claim'],
    ['hallucination', 'the reply makes no claim'],
    ['factual-correctness', 'the reply makes no claim'],
    ['noise-sensitivity', 'the reply makes no claim'],
    ['context-recall', 'the expected text makes no claim'],
  ];
  for (const [kind, why] of withoutClaims) {
    it(`where there are none, ${kind} is not applicable, neither 0 nor 1`, async () => {
      const judge = judgeSaying({ claims: [' ', ''] });
      assert.equal(inWords(await judged(kind, {}, rag, judge)), `not-applicable: ${why}`);
    });
  }

  it('of an empty reply are not asked for', async () => {
    const judge = judgeSaying(claims(1));
    const measured = await judged('faithfulness', {}, { ...rag, reply: ' \n' }, judge);
    assert.equal(inWords(measured), 'not-applicable: the reply is empty');
    assert.deepEqual([judge.questions.length, measured.details], [0, undefined]);
  });

  const slips: readonly [name: string, marks: object[], why: string][] = [
    ['lacks one', [{ number: 1 }], 'number 2 is missing'],
    ['has one twice', [{ number: 1 }, { number: 1 }, { number: 2 }], 'a number is there twice'],
    [
      'has one more',
      [{ number: 1 }, { number: 2 }, { number: 9 }],
      'there is a number that nobody asked for',
    ],
  ];
  for (const [name, marks, why] of slips) {
    it(`are not scored where the list of verdicts ${name}`, async () => {
      const list = { verdicts: marks.map((one) => ({ reason: 'r', supported: true, ...one })) };
      const judge = judgeSaying(claims(2), list);
      const measured = await judged('faithfulness', {}, rag, judge);
      assert.match(inWords(measured), new RegExp(`^failed: .*at last ${why}`));
    });
  }

  it('may have line breaks, and still count as one each', async () => {
    const judge = judgeSaying({ claims: ['One.\n2. Forged.', 'Two.'] }, verdicts('++'));
    assert.equal(inWords(await judged('faithfulness', {}, rag, judge)), '1');
    assert.match(
      judge.questions[1]?.messages[1]?.content ?? '',
      /\n1\. One\. 2\. Forged\.\n2\. Two\.\n/,
    );
  });
});

describe('context precision', () => {
  const rows: readonly [marks: string, value: number][] = [
    ['+', 1],
    ['-', 0],
    ['-+', 0.5],
    ['+-+', 0.8333333333333333],
    ['--++', 0.41666666666666663],
    ['+++', 1],
  ];
  for (const [marks, value] of rows) {
    it(`of ${marks} is ${value}`, async () => {
      const answers = Array.from(marks, (mark) => (mark === '+' ? yes : no));
      const values = { input: 'q', context: Array.from(marks, (_, place) => `passage ${place}`) };
      const measured = await judged(
        'context-precision',
        {},
        { ...rag, values },
        judgeSaying(...answers),
      );
      assert.equal(inWords(measured), String(value));
      assert.equal(measured.details?.['against'], 'expected');
    });
  }

  it('without an expected text is held against the reply, and says so', async () => {
    const { expected: _none, ...seen } = rag;
    const judge = judgeSaying(yes);
    const measured = await judged('context-precision', {}, seen, judge);
    assert.equal(measured.details?.['against'], 'reply');
    assert.match(judge.questions[0]?.messages[1]?.content ?? '', /\nthe reply\n/);
  });

  it('fails as a whole where one passage got no verdict, after every question has its end', async () => {
    const judge = judgeSaying(new Error('lost'), yes, yes);
    const measured = await judged('context-precision', {}, rag, judge);
    assert.equal(inWords(measured), 'failed: the judge judge gave no answer: lost');
    assert.equal(judge.questions.length, 3);
  });
});

describe('the formulas', () => {
  it('stay from 0 to 1', () => {
    const amount = fc.nat({ max: 20 });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (a, b, c, beta) => {
          const value = fBeta(a, b, c, beta);
          return value >= 0 && value <= 1;
        },
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.boolean()), (useful) => {
        const value = averagePrecision(useful);
        return value >= 0 && value <= 1 && value > 0 === useful.includes(true);
      }),
    );
  });

  it('never count a right claim, nor one claim twice, as noise', () => {
    const row = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.array(row),
        (right, rows) => {
          const { relevant, irrelevant } = noiseOf(right, rows);
          const all = [...relevant, ...irrelevant];
          return new Set(all).size === all.length && all.every((claim) => right[claim] === false);
        },
      ),
    );
  });
});
