import assert from 'node:assert/strict';
import { calibrationFigures, disagrees } from '#core/calibration/figures.ts';
import { judged } from '#support/labelled.ts';

const times = (pair: string, count: number): string => Array(count).fill(pair).join(' ');

const of = (...verdicts: readonly ('pass' | 'fail')[]) => ({
  labelled: {
    caseId: 'a',
    reply: 'r',
    verdicts,
    ...(new Set(verdicts).size === 2 ? {} : { gold: verdicts[0] ?? 'pass' }),
  },
  score: { outcome: 'scored', value: 1, pass: true } as const,
});

describe('the figures of a calibration', () => {
  it('are those of the textbook: 20, 5, 10 and 15 of 50 give a kappa of 0.4', () => {
    const pairs = [times('pp', 20), times('pf', 5), times('fp', 10), times('ff', 15)].join(' ');
    const { kappaInterval, sensitivity, specificity, lengthCorrelation, ...rest } =
      calibrationFigures(judged(pairs), undefined);
    assert.deepEqual(rest, {
      labelled: 50,
      disputed: 0,
      failed: 0,
      notApplicable: 0,
      withoutVerdict: 0,
      compared: 50,
      scale: 'verdict',
      kappa: 0.4,
      confusion: { bothPass: 20, onlyPeoplePass: 5, onlyJudgePasses: 10, bothFail: 15 },
      accuracy: 0.7,
      constant: { verdict: 'pass', accuracy: 0.5 },
    });
    // Wilson's formula for 20 and for 15 of 25, computed apart.
    assert.equal(sensitivity?.value, 0.8);
    assert.equal(sensitivity.interval.low.toFixed(6), '0.608690');
    assert.equal(sensitivity.interval.high.toFixed(6), '0.911394');
    assert.equal(specificity?.value, 0.6);
    assert.equal(specificity.interval.low.toFixed(6), '0.407395');
    assert.equal(specificity.interval.high.toFixed(6), '0.765967');
    assert.ok(kappaInterval !== undefined && kappaInterval.low > 0.1 && kappaInterval.high < 0.7);
    assert.ok((lengthCorrelation ?? 0) < 0);
  });

  it('are the same each time', () => {
    const pairs = judged('pp pf fp ff pp ff');
    assert.deepEqual(calibrationFigures(pairs, undefined), calibrationFigures(pairs, undefined));
  });

  it('count what the judge failed at, and never as a verdict', () => {
    const { failed, notApplicable, compared, labelled, confusion, kappa } = calibrationFigures(
      judged('pp ff px fx fn'),
      undefined,
    );
    assert.deepEqual([labelled, compared, failed, notApplicable, kappa], [5, 2, 2, 1, 1]);
    assert.deepEqual(confusion, {
      bothPass: 1,
      onlyPeoplePass: 0,
      onlyJudgePasses: 0,
      bothFail: 1,
    });
  });

  it('leave kappa out where everyone says only one thing', () => {
    const { kappa, specificity, accuracy } = calibrationFigures(judged('pp pp pp'), undefined);
    assert.deepEqual([kappa, specificity, accuracy], [undefined, undefined, 1]);
    const always = calibrationFigures(judged('pp pp pp fp'), undefined);
    assert.deepEqual([always.kappa, always.accuracy], [0, 0.75]);
    assert.deepEqual(always.constant, { verdict: 'pass', accuracy: 0.75 });
    assert.deepEqual(calibrationFigures([], undefined).compared, 0);
  });

  it('have quadratic weights for numbers: 1 - 7 * 8 / 220', () => {
    const people = [1, 2, 3, 4, 5, 1, 2, 3];
    const judge = [1, 2, 2, 4, 4, 2, 2, 5];
    const replies = people.map((gold, place) => ({
      labelled: { caseId: String(place), reply: '', verdicts: [gold], gold },
      score: { outcome: 'scored', value: judge[place] ?? 0 } as const,
    }));
    const found = calibrationFigures(replies, undefined);
    assert.equal(found.scale, 'number');
    assert.equal(found.kappa?.toFixed(9), '0.745454545');
    assert.equal(found.confusion, undefined);
    const passes = replies.map((one) => ({
      ...one,
      score: { ...one.score, pass: one.score.value >= 3 },
    }));
    assert.deepEqual(calibrationFigures(passes, (value) => value >= 3).confusion, {
      bothPass: 3,
      onlyPeoplePass: 1,
      onlyJudgePasses: 0,
      bothFail: 4,
    });
  });

  it('say how far several people agree, and leave their draws out', () => {
    const found = calibrationFigures(
      [of('pass', 'pass'), of('fail', 'fail'), of('pass', 'fail'), of('pass')],
      undefined,
    );
    assert.equal(found.disputed, 1);
    assert.equal(found.compared, 3);
    assert.equal(found.people?.replies, 3);
    assert.equal(found.people.agreed, 2);
    // (n - 1) Do / De over 6 ratings, 3 of each: 1 - 5 * 2 / 18.
    assert.equal(found.people.alpha?.toFixed(9), '0.444444444');
  });

  it('tell a difference from an answer that is none', () => {
    const [same, other, failed] = judged('pp pf px').map((one) => disagrees(one, undefined));
    assert.deepEqual([same, other, failed], [false, true, undefined]);
  });
});
