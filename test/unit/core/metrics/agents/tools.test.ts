import assert from 'node:assert/strict';
import type { JsonValue } from '#base/json.ts';
import { callsIn, canonicalJson } from '#core/metrics/agents/toolCall.ts';
import { evidenceOf } from '#support/evidence.ts';
import { codesOf, measure, scoreOf } from '#support/scoring.ts';

const find = { name: 'find', arguments: { q: 'a' } };

describe('tool calls', () => {
  const read: readonly (readonly [string, JsonValue, unknown])[] = [
    ['a plain list', [find, { name: 'stop' }], [find, { name: 'stop', arguments: {} }]],
    ['one call', find, [find]],
    [
      'a message of OpenAI',
      {
        role: 'assistant',
        tool_calls: [
          { id: 'x', type: 'function', function: { name: 'find', arguments: '{"q":"a"}' } },
        ],
      },
      [find],
    ],
    [
      'a message of Anthropic',
      {
        content: [
          { type: 'text', text: 'hm' },
          { type: 'tool_use', id: 'x', name: 'find', input: { q: 'a' } },
        ],
      },
      [find],
    ],
    [
      'arguments that are no JSON',
      { name: 'find', arguments: '{"q"' },
      [{ name: 'find', arguments: '{"q"' }],
    ],
    ['an empty list', [], []],
    ['another list', [1], undefined],
    ['another object', { a: 1 }, undefined],
    ['null', null, undefined],
  ];
  for (const [name, value, calls] of read) {
    it(`are read from ${name}`, () => {
      assert.deepEqual(callsIn(value), calls);
    });
  }

  it('are the same whatever the order of their keys', () => {
    assert.equal(
      canonicalJson({ b: [1, { d: 2, c: 3 }], a: null }),
      '{"a":null,"b":[1,{"c":3,"d":2}]}',
    );
  });
});

const callsScore = (reply: string, expected: JsonValue): Promise<string> =>
  scoreOf('tool-calls', {}, reply, expected);

describe('tool-calls', () => {
  it('takes a reply in plain text for no call', async () => {
    assert.equal(await callsScore('Hello!', []), '1 pass');
    assert.equal(await callsScore('[]', []), '1 pass');
    assert.equal(await callsScore('Hello!', [find]), '0 miss');
    assert.equal(await callsScore(JSON.stringify([find]), []), '0 miss');
  });

  it('counts a call that is made twice', async () => {
    assert.equal(await callsScore(JSON.stringify([find, find]), [find]), '0.6666666666666666 miss');
    assert.equal(await callsScore(JSON.stringify([find, find]), [find, find]), '1 pass');
  });

  it('compares lists and objects in arguments', async () => {
    const call = { name: 'f', arguments: { list: [{ a: 1, b: 2 }] } };
    assert.equal(
      await callsScore('{"name":"f","arguments":{"list":[{"b":2,"a":1}]}}', [call]),
      '1 pass',
    );
  });

  it('reads a column where one is named, and fails where the expected value is none', async () => {
    const seen = { ...evidenceOf({ made: [find] }, 'done'), expected: [find] };
    assert.equal((await measure('tool-calls', { calls: 'made' }, seen)).score.outcome, 'scored');
    const without = { ...evidenceOf({}, 'done'), expected: [find] };
    assert.equal(
      (await measure('tool-calls', { calls: 'made' }, without)).score.outcome,
      'not-applicable',
    );
    assert.equal(await callsScore('x', 'find'), 'failed');
    assert.equal(await scoreOf('tool-calls', {}, 'x'), 'not-applicable');
  });
});

describe('tool-sequence', () => {
  const a = { name: 'a', arguments: { x: 1, y: 2 } };
  const b = { name: 'b', arguments: {} };
  const of = (made: JsonValue, order = 'exact'): Promise<string> =>
    scoreOf('tool-sequence', { order }, JSON.stringify(made), [a, b]);

  it('wants the names in order, and counts arguments in parts', async () => {
    assert.equal(await of([a, b]), '1');
    assert.equal(await of([{ name: 'a', arguments: { x: 1, y: 3, z: 4 } }, b]), '0.75');
    assert.equal(await of([b, a]), '0');
    assert.equal(await of([a, b, b]), '0');
    assert.equal(await of([]), '0');
  });

  it('lets other calls lie between where it is told to', async () => {
    assert.equal(await of([b, a, a, b], 'subsequence'), '1');
    assert.equal(await of([{ name: 'a', arguments: {} }, a, b], 'subsequence'), '1');
    assert.equal(await of([b, a], 'subsequence'), '0.5');
  });

  it('gives 1 where nothing is expected and nothing called', async () => {
    assert.equal(await scoreOf('tool-sequence', {}, 'hi', []), '1');
    assert.equal(await scoreOf('tool-sequence', {}, JSON.stringify([a]), []), '0');
  });
});

const allowedScore = (settings: object, made: JsonValue): Promise<string> =>
  scoreOf('tools-allowed', settings, JSON.stringify(made));

describe('tools-allowed', () => {
  it('holds calls to each of its rules', async () => {
    assert.equal(await allowedScore({ allowed: ['find'] }, [find]), '1 pass');
    assert.equal(await allowedScore({ allowed: ['find'] }, [{ name: 'drop' }]), '0 miss');
    assert.equal(await allowedScore({ allowed: [] }, [find]), '0 miss');
    assert.equal(await allowedScore({ required: ['find'] }, []), '0 miss');
    assert.equal(await allowedScore({ maxCalls: 1 }, [find, find]), '0 miss');
    assert.equal(
      await allowedScore({ maxRepeats: 1 }, [find, { name: 'find', arguments: { q: 'b' } }]),
      '1 pass',
    );
    assert.equal(await allowedScore({ maxRepeats: 1 }, [find, find]), '0 miss');
  });

  it('refuses to check nothing', async () => {
    assert.deepEqual(await codesOf('tools-allowed', {}), ['tools-allowed-empty']);
  });
});

describe('tool-arguments', () => {
  const tools = {
    find: { type: 'object', required: ['q'], additionalProperties: false, properties: { q: {} } },
  };

  it('gives the share of valid calls', async () => {
    const made = JSON.stringify([find, { name: 'find', arguments: '{"q"' }, { name: 'x' }, find]);
    assert.equal(await scoreOf('tool-arguments', { tools }, made), '0.5 miss');
    assert.equal(await scoreOf('tool-arguments', { tools }, 'hello'), 'not-applicable');
  });

  it('refuses a schema that is none, and says which', async () => {
    const broken = { find: { type: 'thing' } };
    assert.deepEqual(await codesOf('tool-arguments', { tools: broken }), ['json-schema-invalid']);
  });
});
