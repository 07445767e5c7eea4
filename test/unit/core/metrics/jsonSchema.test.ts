import assert from 'node:assert/strict';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { codesOf, measure, scoreOf } from '#support/scoring.ts';

async function valid(schema: unknown, reply: string): Promise<string> {
  return scoreOf('json-schema', { schema }, reply);
}

describe('json-schema', () => {
  it('checks draft 2020-12, and draft-07 where the schema says so', async () => {
    const pair = { prefixItems: [{ type: 'number' }], items: false };
    assert.equal(await valid(pair, '[1]'), '1 pass');
    assert.equal(await valid(pair, '[1, 2]'), '0 miss');
    const $schema = 'http://json-schema.org/draft-07/schema#';
    const older = { $schema, items: [{ type: 'number' }], additionalItems: false };
    assert.equal(await valid(older, '[1, 2]'), '0 miss');
    assert.equal(await valid(older, '["x"]'), '0 miss');
    assert.equal(await valid(older, '[1]'), '1 pass');
  });

  it('takes a schema as JSON text, and refers inside itself', async () => {
    assert.equal(await valid('{"type": "number"}', '3'), '1 pass');
    const tree = {
      type: 'object',
      properties: { kids: { type: 'array', items: { $ref: '#' } } },
      additionalProperties: false,
    };
    assert.equal(await valid(tree, '{"kids": [{"kids": []}]}'), '1 pass');
    assert.equal(await valid(tree, '{"kids": [{"kid": []}]}'), '0 miss');
  });

  it('says what is wrong and where', async () => {
    const schema = { properties: { n: { type: 'array', items: { maximum: 3 } } } };
    const { score } = await measure('json-schema', { schema }, evidence('{"n": [1, 9]}'));
    assert.deepEqual(score, {
      outcome: 'scored',
      value: 0,
      pass: false,
      why: '"/n/1" must be <= 3',
    });
    assert.equal(await scoreOf('json-schema', { schema }, 'none'), '0 miss');
  });

  it('finds duplicate items in linear time, key order aside', async () => {
    assert.equal(await valid({ uniqueItems: true }, '[{"a":1,"b":2},{"b":2,"a":1}]'), '0 miss');
    assert.equal(await valid({ uniqueItems: true }, '[1,"1",true,null,[],{}]'), '1 pass');
    const items = JSON.stringify(Array.from({ length: 50_000 }, (_, id) => ({ id })));
    const started = performance.now();
    assert.equal(await valid({ uniqueItems: true }, items), '1 pass');
    assert.ok(performance.now() - started < 2000);
  });

  it('fails on a reply too deep to check, and does not throw', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { score } = await measure(
      'json-schema',
      { schema: { items: { $ref: '#' } } },
      evidence(deep),
      new FakeJudge([]),
    );
    assert.equal(score.outcome, 'failed');
  });

  const broken: readonly [schema: unknown, code: string][] = [
    [{ type: 'objekt' }, 'json-schema-invalid'],
    [{ requried: ['a'] }, 'json-schema-invalid'],
    [{ $ref: '#/$defs/none' }, 'json-schema-invalid'],
    ['{"type":', 'json-schema-invalid'],
    ['[]', 'json-schema-invalid'],
    [{ $ref: 'https://example.com/a.json' }, 'json-schema-remote-ref'],
    [{ $ref: 'file:///etc/passwd' }, 'json-schema-remote-ref'],
    [{ properties: { a: { $ref: 'other.json#/x' } } }, 'json-schema-remote-ref'],
    [{ $ref: '#' }, 'json-schema-loops'],
    [{ allOf: [{ $ref: '#' }] }, 'json-schema-loops'],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, 'json-schema-draft'],
    [{ pattern: '(?=a)' }, 'regex-unsupported'],
    [{ pattern: '(' }, 'regex-syntax'],
    [{ patternProperties: { '(a{100}){100}': {} } }, 'regex-too-large'],
    [{ description: 'x'.repeat(256_000) }, 'json-schema-too-large'],
    [undefined, 'missing-key'],
    [3, 'wrong-type'],
  ];
  for (const [schema, code] of broken) {
    it(`refuses ${(JSON.stringify(schema) ?? 'nothing').slice(0, 60)} before the run: ${code}`, async () => {
      assert.deepEqual(await codesOf('json-schema', { schema }), [code]);
    });
  }
});
