import assert from 'node:assert/strict';
import type { JsonValue } from '#base/json.ts';
import type { CorpusResult } from '#core/metrics/metric.ts';
import { evidence } from '#support/evidence.ts';
import { codesOf, measure, prepared } from '#support/scoring.ts';

const labels = ['billing', 'bug', 'how-to', 'spam', 'not spam'];

async function predicted(reply: string, more: object = {}): Promise<unknown> {
  const settings = { labels, ...more };
  const { statistic } = await measure('label', settings, evidence(reply, { expected: 'bug' }));
  return (statistic as { predicted?: JsonValue } | undefined)?.predicted;
}

describe('label', () => {
  const rows: readonly [reply: string, label: string | null][] = [
    ['billing', 'billing'],
    [' Billing.\n', 'billing'],
    ['**bug**', 'bug'],
    ['"how-to"', 'how-to'],
    ['I would say bug, since it crashes.', 'bug'],
    ['bug, bug and bug', 'bug'],
    ['bug or billing', null],
    ['debugging bugs', null],
    ['not spam', 'not spam'],
    ['It is not spam!', 'not spam'],
    ['spam, not spam', null],
    ['', null],
    ['no idea', null],
    ['bug_1', null],
    ['BUG', 'bug'],
  ];
  for (const [reply, label] of rows) {
    it(`finds ${label ?? 'no label'} in ${JSON.stringify(reply)}`, async () => {
      assert.equal(await predicted(reply), label);
    });
  }

  it('minds upper and lower case where told', async () => {
    assert.equal(await predicted('BUG', { ignoreCase: false }), null);
    assert.equal(await predicted('b', { labels: ['bug', 'B', 'b'], ignoreCase: false }), 'b');
  });

  it('finds labels in scripts without spaces', async () => {
    const settings = { labels: ['垃圾邮件', '正常'] };
    const seen = evidence('这封邮件是垃圾邮件。', { expected: '垃圾邮件' });
    const { score } = await measure('label', settings, seen);
    assert.equal(score.outcome === 'scored' && score.pass, true);
  });

  it('reads the label at a path of a JSON reply', async () => {
    const reply = '```json\n{"why": "billing?", "out": [{"the queue": "bug"}]}\n```';
    assert.equal(await predicted(reply, { from: '$.out[0]["the queue"]' }), 'bug');
    assert.equal(await predicted(reply, { from: '$.queue' }), null);
    assert.equal(await predicted('bug', { from: '$.queue' }), null);
    assert.equal(await predicted('{"a": "bug"}', { from: '$.constructor' }), null);
  });

  it('fails where the case expects what is no label, and needs an expected label', async () => {
    const { score } = await measure('label', { labels }, evidence('bug', { expected: 'nope' }));
    assert.deepEqual(score, {
      outcome: 'failed',
      why: 'the expected value "nope" is not one of the labels',
    });
    const none = await measure('label', { labels }, evidence('bug'));
    assert.equal(none.score.outcome, 'not-applicable');
    assert.equal(none.statistic, undefined);
  });

  it('refuses labels that cannot be told apart, too few of them, and a broken path', async () => {
    assert.deepEqual(await codesOf('label', { labels: ['a', 'A'] }), ['labels-repeated']);
    assert.deepEqual(await codesOf('label', { labels: ['a', 'A'], ignoreCase: false }), []);
    assert.deepEqual(await codesOf('label', { labels: ['a', ' '] }), ['labels-repeated']);
    assert.deepEqual(await codesOf('label', { labels: ['a'] }), ['out-of-range']);
    for (const from of ['queue', '$queue', '$.a..b', '$[x]', '$.a[']) {
      assert.deepEqual(await codesOf('label', { labels, from }), ['json-path-syntax']);
    }
  });
});

/** What scikit-learn 1.9.1 gives for these, with `labels=` the four and `zero_division=0`. */
describe('label over all cases', () => {
  const four = ['billing', 'bug', 'how-to', 'other'];

  async function corpus(
    expected: readonly string[],
    replies: readonly string[],
  ): Promise<CorpusResult> {
    const check = await prepared('label', { labels: four });
    const accumulator = check.accumulate?.();
    assert.ok(accumulator);
    for (const [index, reply] of replies.entries()) {
      const seen = evidence(reply, { expected: expected[index] });
      const { statistic } = await check.measure(seen, {
        ask: () => Promise.reject(new Error()),
        refuse: () => {},
        embed: () => Promise.reject(new Error()),
        defaultJudge: undefined,
      });
      assert.ok(statistic !== undefined);
      accumulator.add(statistic);
    }
    return accumulator.result();
  }

  it('gives accuracy, a confusion matrix with invalid replies, and per-label figures', async () => {
    const expected = 'billing billing billing bug bug bug bug how-to how-to other other billing';
    const replies = 'billing bug billing bug bug ??? how-to how-to billing ??? bug billing';
    const { value, figures, detail, cases } = await corpus(expected.split(' '), replies.split(' '));
    assert.equal(value, 0.5);
    assert.equal(cases, 12);
    assert.deepEqual(detail, {
      columns: ['billing', 'bug', 'how-to', 'other', 'invalid'],
      rows: ['billing', 'bug', 'how-to', 'other'],
      matrix: [
        [3, 1, 0, 0, 0],
        [0, 2, 1, 0, 1],
        [1, 0, 1, 0, 0],
        [0, 1, 0, 0, 1],
      ],
      undefinedAsZero: ['precision.other'],
    });
    assert.deepEqual(figures, {
      accuracy: 0.5,
      'balanced-accuracy': 0.4375,
      'invalid-rate': 0.16666666666666666,
      kappa: 0.33333333333333337,
      matthews: 0.34615384615384615,
      'macro-precision': 0.4375,
      'macro-recall': 0.4375,
      'macro-f1': 0.4375,
      'weighted-precision': 0.5,
      'weighted-recall': 0.5,
      'weighted-f1': 0.5,
      'precision.billing': 0.75,
      'recall.billing': 0.75,
      'f1.billing': 0.75,
      'support.billing': 4,
      'precision.bug': 0.5,
      'recall.bug': 0.5,
      'f1.bug': 0.5,
      'support.bug': 4,
      'precision.how-to': 0.5,
      'recall.how-to': 0.5,
      'f1.how-to': 0.5,
      'support.how-to': 2,
      'precision.other': 0,
      'recall.other': 0,
      'f1.other': 0,
      'support.other': 2,
    });
  });

  it('agrees where a label has no case and others are uneven', async () => {
    const names: Readonly<Record<string, string>> = {
      l: 'billing',
      b: 'bug',
      h: 'how-to',
      o: 'other',
    };
    const spell = (letters: string): string[] => Array.from(letters, (one) => names[one] ?? '???');
    const expected = spell('hbhhbhhllllhhlbhlhlbhlblhlhbbbbbbhhhhbbh');
    const replies = spell('hblxbhlhlllxhlbhohlbooblhohbbxbbbbhhhbbh');
    const { value, figures } = await corpus(expected, replies);
    assert.equal(value, 0.725);
    const near = (name: string, wanted: number): void => {
      assert.ok(Math.abs((figures[name] ?? NaN) - wanted) < 1e-12, `${name} ${figures[name]}`);
    };
    near('balanced-accuracy', 0.7233785822021116);
    near('macro-precision', 0.6474358974358975);
    near('macro-recall', 0.5425339366515837);
    near('macro-f1', 0.5870910698496905);
    near('weighted-precision', 0.8770833333333332);
    near('weighted-f1', 0.7890804597701149);
  });

  it('counts nothing it cannot read, and has no value without cases', async () => {
    const accumulator = (await prepared('label', { labels: four })).accumulate?.();
    assert.ok(accumulator);
    const strange: JsonValue[] = [
      null,
      1,
      {},
      { expected: 'bug' },
      { expected: 'x', predicted: null },
    ];
    for (const one of strange) accumulator.add(one);
    const { value, cases, figures } = accumulator.result();
    assert.equal(value, undefined);
    assert.equal(cases, 0);
    assert.equal(figures['accuracy'], undefined);
  });
});
