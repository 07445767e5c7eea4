import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  caseArgument,
  diffArgument,
  promptArgument,
  runArgument,
  ticketArgument,
  variantArgument,
} from '#extension/commands/arguments.ts';

const id = '01M858VHTA4QX50TDF3RFW2075';
const place = { root: '/p', prompt: '/p/a.prompt.yml', caseId: 'refund' };

const readers = [
  caseArgument,
  diffArgument,
  runArgument,
  promptArgument,
  ticketArgument,
  variantArgument,
];

describe('arguments of commands', () => {
  it('are taken from what lenses and trees hand over, and no more', () => {
    assert.deepEqual(caseArgument({ ...place, more: 1 }), place);
    assert.deepEqual(diffArgument(place), { ...place, against: 'expected' });
    assert.deepEqual(diffArgument({ ...place, against: 'baseline-run', model: 'm', variant: 3 }), {
      ...place,
      against: 'baseline-run',
      model: 'm',
    });
    assert.deepEqual(runArgument({ root: '/p', id, prompt: '' }), { root: '/p', id });
    assert.equal(promptArgument(place), '/p/a.prompt.yml');
    assert.equal(promptArgument({ scheme: 'file', fsPath: '/p/b.prompt.yml' }), '/p/b.prompt.yml');
  });

  it('are a ticket and a variant where a lens carries them', () => {
    const ticket = { uri: 'file:///p/a.jsonl', prompt: '/p/a.prompt.yml', token: 7 };
    assert.deepEqual(ticketArgument({ ...ticket, caseId: 'other' }), ticket);
    for (const token of [1.5, '7', NaN, Infinity, undefined, 2 ** 53]) {
      assert.equal(ticketArgument({ ...ticket, token }), undefined);
    }
    assert.equal(ticketArgument(place), undefined);
    assert.equal(ticketArgument({ ...ticket, uri: '' }), undefined);
    assert.equal(variantArgument({ ...place, variant: 'warm' }), 'warm');
    assert.equal(variantArgument({ ...place, variant: ['warm'] }), undefined);
    assert.equal(variantArgument('warm'), undefined);
  });

  it('are refused where they are anything else', () => {
    assert.equal(caseArgument({ ...place, caseId: 3 }), undefined);
    assert.equal(caseArgument({ ...place, root: '/p\0' }), undefined);
    assert.equal(diffArgument({ ...place, against: 'command:evil' }), undefined);
    assert.equal(runArgument({ root: '/p', id: '../../etc' }), undefined);
    assert.equal(promptArgument({ scheme: 'https', fsPath: '/p' }), undefined);
    assert.equal(promptArgument('x'.repeat(10)), undefined);
  });

  it('never throw, whatever is handed over', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('trap');
        },
      },
    );
    const key = fc.constantFrom(
      'root',
      'prompt',
      'caseId',
      'id',
      'against',
      'scheme',
      'fsPath',
      'uri',
      'token',
      'variant',
    );
    const anything = fc.oneof(
      fc.anything(),
      fc.dictionary(key, fc.oneof(fc.string(), fc.anything())),
      fc.constant(trap),
    );
    fc.assert(
      fc.property(anything, (value) => {
        for (const read of readers) {
          const found = read(value);
          if (found !== undefined)
            assert.ok(typeof found === 'string' || 'root' in found || 'uri' in found);
        }
      }),
    );
  });
});
