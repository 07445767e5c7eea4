import assert from 'node:assert/strict';
import type { Labels } from '#core/engine.ts';
import { peopleOf, say } from '#extension/panel/peopleSay.ts';
import type { NewLabel } from '#protocol/label.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { trialResult, withoutReply } from '#support/results.ts';
import { codeOf } from '#support/valueOf.ts';

const of = { caseId: 'refund', reply: 'billing', run: 'r', trial: 4 };
const known = { by: 'me', at: '2026-11-25T00:00:00.000Z', replySha256: 'ab' };

function storeOf(labels: NewLabel[], refusal?: Problem): Pick<Labels, 'read' | 'add' | 'withdraw'> {
  return {
    read: () => {
      return Promise.resolve({ value: labels.map((one) => ({ ...one, ...known })), problems: [] });
    },
    add(_file, more) {
      if (refusal !== undefined) return Promise.resolve([refusal]);
      labels.push(...more);
      return Promise.resolve([]);
    },
    withdraw(_file, { reply }) {
      if (labels.length === 0) return Promise.resolve([refusal ?? notOwn]);
      labels.splice(0, labels.length, ...labels.filter((one) => one.reply !== reply));
      return Promise.resolve([]);
    },
  };
}

const result = trialResult({ trial: 4 });
const said = { file: 'a.prompt.yml', run: 'r', result };

const notOwn: Problem = {
  code: 'label-not-own',
  severity: 'error',
  file: 'a.prompt.yml',
  range: fileStart,
  message: 'Nothing of yours.',
  next: 'Say something.',
};

const refusal: Problem = {
  code: 'label-refused',
  severity: 'error',
  file: 'a.prompt.yml',
  range: fileStart,
  message: 'No.',
  next: 'Do not.',
};

describe('what a person says of a reply', () => {
  it('is kept with the reply that it was said of, and told again', async () => {
    const labels: NewLabel[] = [];
    const store = storeOf(labels);
    assert.equal(codeOf(await say(store, said, { thumb: 'up', comment: 'Good.' })), 'done');
    assert.equal(codeOf(await say(store, said, { correction: 'account' })), 'done');
    assert.deepEqual(labels, [
      { ...of, verdict: 'pass', comment: 'Good.' },
      { ...of, verdict: 'fail', correction: 'account' },
    ]);
    labels.push({ ...of, verdict: 'fail', evaluator: 'polite' }, { ...of, verdict: 0.5 });
    assert.deepEqual(await peopleOf(store).of('a.prompt.yml'), [
      { caseId: 'refund', reply: 'billing', thumb: 'up', comment: 'Good.' },
      { caseId: 'refund', reply: 'billing', thumb: 'down', correction: 'account' },
      { caseId: 'refund', reply: 'billing' },
    ]);
  });

  it('may be a comment alone, and is taken back by saying nothing', async () => {
    const labels: NewLabel[] = [];
    const store = storeOf(labels);
    assert.equal(codeOf(await say(store, said, { comment: 'Hm.' })), 'done');
    assert.deepEqual(labels, [{ ...of, comment: 'Hm.' }]);
    assert.deepEqual(await peopleOf(store).of('a.prompt.yml'), [
      { caseId: 'refund', reply: 'billing', comment: 'Hm.' },
    ]);
    assert.equal(codeOf(await say(store, said, {})), 'done');
    assert.deepEqual(await peopleOf(store).of('a.prompt.yml'), []);
  });

  it('is refused where there is nothing to take back, no reply, or it is not kept', async () => {
    const store = storeOf([]);
    assert.equal(codeOf(await say(store, said, {})), 'not-kept');
    const none = { ...said, result: withoutReply(result) };
    assert.equal(codeOf(await say(store, none, { thumb: 'up' })), 'no-reply');
    assert.equal(codeOf(await say(storeOf([], refusal), said, { thumb: 'up' })), 'not-kept');
  });
});
