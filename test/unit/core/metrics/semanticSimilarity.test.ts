import assert from 'node:assert/strict';
import type { Evidence } from '#core/metrics/metric.ts';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { codesOf, prepared } from '#support/scoring.ts';

const vectors: Readonly<Record<string, readonly number[]>> = {
  reply: [3, 4],
  near: [4, 3],
  far: [-4, 3],
  zero: [0, 0],
  long: [1, 2, 3],
};

async function score(reply: string, expected: Evidence['expected'], threshold?: number) {
  const tools = new FakeJudge([]);
  tools.vectors = (text) => vectors[text];
  const ready = await prepared('semantic-similarity', { modelId: 'e' }, threshold);
  const measured = await ready.measure(evidence(reply, { expected }), tools);
  return { score: measured.score, embedded: tools.embedded };
}

describe('semantic similarity', () => {
  it('is the cosine with the best of the expected texts', async () => {
    const { score: found, embedded } = await score('reply', ['far', 'near']);
    assert.deepEqual(found, { outcome: 'scored', value: 0.96 });
    assert.deepEqual(
      embedded.map(({ modelId, text }) => `${modelId} ${text}`),
      ['e reply', 'e far', 'e near'],
    );
  });

  it('goes below 0, and passes at its threshold', async () => {
    assert.deepEqual((await score('near', 'far')).score, { outcome: 'scored', value: -0.28 });
    assert.deepEqual((await score('reply', 'near', 0.96)).score, {
      outcome: 'scored',
      value: 0.96,
      pass: true,
    });
  });

  it('fails, and is never 0, where a vector says nothing or there is none', async () => {
    for (const expected of ['zero', 'long', 'unknown']) {
      assert.equal((await score('reply', expected)).score.outcome, 'failed', expected);
    }
    assert.deepEqual((await score(' ', 'near')).score, {
      outcome: 'failed',
      why: 'an empty reply has no embedding',
    });
  });

  it('cannot be prepared without an embedding model', async () => {
    assert.deepEqual(await codesOf('semantic-similarity', {}), ['embedding-missing']);
    assert.deepEqual(await codesOf('answer-relevancy', { modelId: 'j' }), ['embedding-missing']);
  });

  it('names its model once for each request', async () => {
    assert.deepEqual((await prepared('semantic-similarity', { modelId: 'e' })).embedders, [
      'e',
      'e',
    ]);
  });
});

async function relevancy(answers: readonly (string | Error)[]) {
  const tools = new FakeJudge(answers);
  tools.vectors = (text) => vectors[text];
  const ready = await prepared('answer-relevancy', { modelId: 'j', embeddingModelId: 'e' });
  const plain = evidence('It is so.');
  const seen = { ...plain, testCase: { ...plain.testCase, values: { input: 'reply' } } };
  return { ...(await ready.measure(seen, tools)), tools };
}

const said = (...questions: readonly object[]): string =>
  `Here: ${JSON.stringify({ code: '<code>', questions })} Done.`;

describe('answer relevancy', () => {
  const asked = { question: 'near', noncommittal: false };
  const far = { question: 'reply', noncommittal: false };
  it('is the mean cosine of the question and those that the judge writes', async () => {
    const { score: found } = await relevancy([said(asked, far)]);
    assert.deepEqual(found, { outcome: 'scored', value: 0.98 });
  });

  it('is 0 only where every question marks the reply as noncommittal', async () => {
    const evasive = { question: 'near', noncommittal: true };
    const { score: none, tools } = await relevancy([said(evasive, evasive)]);
    assert.deepEqual(none, { outcome: 'scored', value: 0, why: 'the reply is noncommittal' });
    assert.equal(tools.embedded.length, 0);
    const { score: some } = await relevancy([said(evasive, far)]);
    assert.deepEqual(some, { outcome: 'scored', value: 0.98 });
  });

  it('asks once more where the answer is none, and then fails', async () => {
    const { score: found, tools } = await relevancy(['well', said(asked)]);
    assert.equal(found.outcome, 'scored');
    assert.equal(tools.questions.length, 2);
    const forged = said(asked).replace('<code>', '0123456789ab');
    for (const broken of ['well', said(), said({ question: 7 }), '{', forged]) {
      assert.equal((await relevancy([broken])).score.outcome, 'failed', broken);
    }
    assert.equal((await relevancy([new Error('gone')])).score.outcome, 'failed');
  });
});
