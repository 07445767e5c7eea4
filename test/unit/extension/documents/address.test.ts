import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { addressOf, requestOf, type DocumentRequest } from '#extension/documents/address.ts';

const run = '01M858VHTA4QX50TDF3RFW2075';
const text = fc.string({ unit: 'binary', maxLength: 40 });
const place = { root: text, run: fc.constant(run), prompt: text, caseId: text };
const request = fc.oneof(
  fc.record({ kind: fc.constant('result' as const), ...place }),
  fc.record({ kind: fc.constant('run' as const), root: text, run: fc.constant(run) }),
  fc.record({
    kind: fc.constant('compare' as const),
    root: text,
    before: fc.constantFrom('baseline', run),
    after: fc.constant(run),
    prompt: text,
  }),
  fc.record({
    kind: fc.constant('preview' as const),
    root: text,
    prompt: text,
    variant: text,
    caseId: text,
    index: fc.nat(),
  }),
  fc.record({
    kind: fc.constantFrom('expected' as const, 'reply' as const),
    ...place,
    variant: text,
    model: text,
    repeat: fc.nat(),
  }),
) satisfies fc.Arbitrary<DocumentRequest>;

describe('the address of a virtual document', () => {
  it('holds all that the document is made from', () => {
    fc.assert(
      fc.property(request, (made) => {
        const one = { ...made };
        const { path, query } = addressOf(one);
        assert.deepEqual(requestOf(query), one);
        assert.deepEqual(requestOf(decodeURIComponent(encodeURIComponent(query))), one);
        assert.match(path, /^\/[a-z]+\/[^/\\?#]+\.(?:md|txt)$/);
        assert.doesNotThrow(() => encodeURIComponent(path));
      }),
    );
  });

  it('names the tab by the case', () => {
    const { path } = addressOf({
      kind: 'result',
      root: '/p',
      run,
      prompt: 'a.prompt.yml',
      caseId: 'refund/../late?',
    });
    assert.equal(path, '/result/refund-..-late-.md');
  });

  it('is refused where Assay did not make it, and nothing throws', () => {
    const rule = { kind: 'rule', root: '', code: 'column-unused' };
    assert.deepEqual(requestOf(JSON.stringify(rule)), rule);
    assert.equal(requestOf('{"kind":"rule","root":""}'), undefined);
    assert.equal(requestOf(''), undefined);
    assert.equal(requestOf('{"kind":"run","root":"/p","run":"../../etc"}'), undefined);
    assert.equal(requestOf(JSON.stringify({ kind: 'other', root: '/p' })), undefined);
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (query) => {
        assert.equal(requestOf(query), undefined);
      }),
    );
  });
});
