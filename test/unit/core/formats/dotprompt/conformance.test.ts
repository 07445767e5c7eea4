import assert from 'node:assert/strict';
import type { JsonObject } from '#base/json.ts';
import { readTextAs, sent } from '#support/formatFiles.ts';

/** The rules of dotprompt's published specification files, each over a text of our own. */

async function messages(
  text: string,
  values: JsonObject = {},
  others: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  return sent((await readTextAs('t.prompt', text, others)).value, values);
}

const compared = (name: string): string => `{{#${name} a b}}\nyes\n{{else}}\nno\n{{/${name}}}\n`;

const turns = [
  { role: 'user', content: 'Earlier' },
  { role: 'model', content: 'Yes' },
];

describe('dotprompt: texts', () => {
  const cases: readonly (readonly [
    rule: string,
    text: string,
    values: JsonObject,
    made: readonly string[],
  ])[] = [
    ['variables: a value', 'Hi, {{n}}!\n', { n: 'Ada' }, ['user: Hi, Ada!\n']],
    [
      'variables: a default',
      '---\ninput: { default: { n: you } }\n---\nHi, {{n}}!',
      {},
      ['user: Hi, you!'],
    ],
    [
      'variables: a value before a default',
      '---\ninput: { default: { n: you } }\n---\nHi, {{n}}!',
      { n: 'Bo' },
      ['user: Hi, Bo!'],
    ],
    ['variables: nothing is escaped', '{{n}}', { n: '<b>' }, ['user: <b>']],
    ['whitespace: both sides', 'A  {{~n~}}  B', { n: 'x' }, ['user: AxB']],
    ['whitespace: left', 'A  {{~n}} B', { n: 'x' }, ['user: Ax B']],
    ['whitespace: right', 'A {{n~}}  B', { n: 'x' }, ['user: A xB']],
    ['whitespace: over lines', '<i>\n  {{~n~}}\n</i>', { n: 'x' }, ['user: <i>x</i>']],
    [
      'whitespace: in each',
      'L:{{#each l~}}\n- {{this}}\n{{~/each}}E',
      { l: ['a', 'b'] },
      ['user: L:- a- bE'],
    ],
    ['whitespace: around if', 'A\n{{~#if s~}}\nB\n{{~/if~}}\nC', { s: true }, ['user: ABC']],
    [
      'whitespace: around if that does not hold',
      'A\n{{~#if s~}}\nB\n{{~/if~}}\nC',
      { s: false },
      ['user: AC'],
    ],
    ['whitespace: none without a tilde', 'A {{ n }} B', { n: 'x' }, ['user: A x B']],
    ['json', '{{json this}}', { t: true }, ['user: {"t":true}']],
    ['json: indented by 2', '{{json this indent=2}}', { t: 1 }, ['user: {\n  "t": 1\n}']],
    ['json: indented by 4', '{{json this indent=4}}', { t: 1 }, ['user: {\n    "t": 1\n}']],
    ['json: nested', '{{json this}}', { a: { b: { c: 4 } } }, ['user: {"a":{"b":{"c":4}}}']],
    ['json: lists', '{{json this}}', { l: [1, 2] }, ['user: {"l":[1,2]}']],
    ['json: empty', '{{json this}}', {}, ['user: {}']],
    [
      'role: system and user',
      '{{role "system"}}{{a}} s\n{{role "user"}}{{b}} u',
      { a: 1, b: 2 },
      ['system: 1 s\n', 'user: 2 u'],
    ],
    [
      'role: all of them',
      '{{role "system"}}s{{role "user"}}u{{role "model"}}m{{role "user"}}v',
      {},
      ['system: s', 'user: u', 'assistant: m', 'user: v'],
    ],
    [
      'role: earlier turns behind a system message alone',
      '{{role "system"}}s\n',
      { history: turns },
      ['system: s\n', 'user: Earlier', 'assistant: Yes'],
    ],
    [
      'history: in its place',
      '{{role "system"}}s\n{{history}}\n{{role "user"}}u',
      { history: turns },
      ['system: s\n', 'user: Earlier', 'assistant: Yes', 'user: u'],
    ],
    [
      'history: none',
      '{{role "system"}}s\n{{history}}\n{{role "user"}}u',
      {},
      ['system: s\n', 'user: u'],
    ],
    [
      'history: before the last message of the user',
      '{{role "system"}}s{{role "user"}}u{{n}}',
      { history: turns, n: 1 },
      ['system: s', 'user: Earlier', 'assistant: Yes', 'user: u1'],
    ],
    [
      'history: before the only message',
      '{{n}}',
      { history: turns, n: 1 },
      ['user: Earlier', 'assistant: Yes', 'user: 1'],
    ],
    [
      'context: values with @',
      'Count {{@state.count}}, {{@state.more}}.',
      { '@state': { count: 0 } },
      ['user: Count 0, .'],
    ],
    [
      'context: beside values',
      '{{n}} {{@auth.mail}} {{@user.role}}',
      { n: 'A', '@auth': { mail: 'm' } },
      ['user: A m '],
    ],
    ['unicode', 'Grüße, {{n}} 👋', { n: '世界' }, ['user: Grüße, 世界 👋']],
    [
      'unicode: text from right to left',
      '{{n}}: {{m}}',
      { n: 'شكرا', m: 'תודה' },
      ['user: شكرا: תודה'],
    ],
    [
      'unicode: scripts of India',
      '{{a}} {{b}} {{c}}',
      { a: 'धन्यवाद', b: 'நன்றி', c: 'ধন্যবাদ' },
      ['user: धन्यवाद நன்றி ধন্যবাদ'],
    ],
    [
      'unicode: Greek, Cyrillic, Thai',
      '{{a}}{{b}}{{c}}',
      { a: 'ναι', b: 'да', c: 'ใช่' },
      ['user: ναιдаใช่'],
    ],
    ['unicode: emoji of several parts', '{{e}}', { e: '👩‍🔬👍🏽🇩🇪' }, ['user: 👩‍🔬👍🏽🇩🇪']],
    [
      'unicode: what joins and combines',
      '<{{z}}|{{c}}>',
      { z: 'a\u200Bb', c: 'e\u0301' },
      ['user: <a\u200Bb|e\u0301>'],
    ],
    ['unicode: signs', '{{s}}', { s: '∑ ≤ € → ★' }, ['user: ∑ ≤ € → ★']],
    ['unicode: in a value of a value', '{{u.名}}', { u: { 名: '値' } }, ['user: 値']],
    ['unicode: in a list', '{{#each l}}{{this}};{{/each}}', { l: ['ä', '字'] }, ['user: ä;字;']],
  ];
  for (const [rule, text, values, made] of cases)
    it(rule, async () => {
      assert.deepEqual(await messages(text, values), made);
    });

  for (const [rule, values, isSame] of [
    ['equal numbers', { a: 5, b: 5 }, true],
    ['other numbers', { a: 5, b: 6 }, false],
    ['a number and a text', { a: 5, b: '5' }, false],
    ['true', { a: true, b: true }, true],
    ['false', { a: false, b: false }, true],
    ['true and false', { a: true, b: false }, false],
    ['null', { a: null, b: null }, true],
    ['null and 0', { a: null, b: 0 }, false],
  ] as const)
    it(`ifEquals and unlessEquals: ${rule}`, async () => {
      // A block on lines of its own leaves no empty lines, on the first line of a message neither.
      for (const lead of ['', '.\n']) {
        const [first = ''] = await messages(`${lead}${compared('ifEquals')}`, values);
        assert.equal(first, `user: ${lead}${isSame ? 'yes' : 'no'}\n`);
        const [other = ''] = await messages(`${lead}${compared('unlessEquals')}`, values);
        assert.equal(other, `user: ${lead}${isSame ? 'no' : 'yes'}\n`);
      }
    });
});

describe('dotprompt: partials', () => {
  const cases: readonly (readonly [
    rule: string,
    text: string,
    others: Readonly<Record<string, string>>,
    values: JsonObject,
    made: string,
  ])[] = [
    ['a partial', '{{> hi}} Main.', { '_hi.prompt': 'Hello!' }, {}, 'Hello! Main.'],
    [
      'with a value',
      '{{> hi name=u}}',
      { '_hi.prompt': 'Hi, {{name}}!' },
      { u: 'Ada' },
      'Hi, Ada!',
    ],
    ['in a partial', '{{> a}}', { '_a.prompt': 'A{{> b}}!', '_b.prompt': 'b' }, {}, 'Ab!'],
    [
      'whose comment is not sent',
      '{{> a name="x"}}.',
      { '_a.prompt': '{{!-- licence --}}Hi {{name}}' },
      {},
      'Hi x.',
    ],
    [
      'alone on its line, which goes with it',
      '{{> a}}\n{{> a}}\nEnd\n',
      { '_a.prompt': 'A\n' },
      {},
      'A\nA\nEnd\n',
    ],
    ['alone at the end', '{{> a}}', { '_a.prompt': 'A\n' }, {}, 'A\n'],
    ['a comment alone on the first line', '{{!-- x --}}\nEnd', {}, {}, 'End'],
    ['whose lines of # are sent', '{{> a}}.', { '_a.prompt': '# text\nmore' }, {}, '# text\nmore.'],
  ];
  for (const [rule, text, others, values, made] of cases)
    it(rule, async () => {
      assert.deepEqual(await messages(text, values, others), [`user: ${made}`]);
    });
});

describe('dotprompt: the head', () => {
  it('has lines of # before it, and text without one is a text', async () => {
    const { value } = await readTextAs(
      't.prompt',
      '# licence\n\n---\nmodel: a/b\n---\n\nHi {{n}}\n',
    );
    assert.deepEqual(
      value?.models.map(({ id }) => id),
      ['a/b'],
    );
    assert.deepEqual(sent(value, { n: 1 }), ['user: Hi 1']);
  });

  it('takes reserved keys, and leaves those of others with a word', async () => {
    const { value, problems } = await readTextAs(
      't.prompt',
      '---\nmodel: cool\nconfig: { temperature: 1 }\next1.foo: bar\next1.sub.foo: baz\ncustom: prop\n---\nHi {{n}}',
    );
    assert.deepEqual(
      value?.fidelity?.map(({ key, fate }) => `${fate} ${key}`),
      [
        'kept model',
        'kept config.temperature',
        'dropped ext1.foo',
        'dropped ext1.sub.foo',
        'dropped custom',
      ],
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['unknown-key'],
    );
  });

  const schemas: readonly (readonly [rule: string, yaml: string, schema: JsonObject])[] = [
    ['a scalar', 'string', { type: 'string' }],
    ['with a description', 'number, what it is', { type: 'number', description: 'what it is' }],
    ['without a space', 'number,what', { type: 'number', description: 'what' }],
    ['with commas', 'number, a, b, c', { type: 'number', description: 'a, b, c' }],
    ['with spaces', 'number,    a', { type: 'number', description: 'a' }],
    [
      'an object',
      '{ a: boolean, b: string }',
      {
        type: 'object',
        properties: { a: { type: 'boolean' }, b: { type: 'string' } },
        required: ['a', 'b'],
        additionalProperties: false,
      },
    ],
    [
      'optional fields',
      '{ a: "string, must", b?: "boolean, may" }',
      {
        type: 'object',
        properties: {
          a: { type: 'string', description: 'must' },
          b: { type: ['boolean', 'null'], description: 'may' },
        },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [
      'arrays',
      '{ "t(array, all)": "string, one", "v(array)": number }',
      {
        type: 'object',
        properties: {
          t: { type: 'array', description: 'all', items: { type: 'string', description: 'one' } },
          v: { type: 'array', items: { type: 'number' } },
        },
        required: ['t', 'v'],
        additionalProperties: false,
      },
    ],
    [
      'objects inside',
      '{ "o?(object, in)": { a?: string }, "l(array, of)": { b?: boolean } }',
      {
        type: 'object',
        properties: {
          o: {
            type: ['object', 'null'],
            description: 'in',
            properties: { a: { type: ['string', 'null'] } },
            additionalProperties: false,
          },
          l: {
            type: 'array',
            description: 'of',
            items: {
              type: 'object',
              properties: { b: { type: ['boolean', 'null'] } },
              additionalProperties: false,
            },
          },
        },
        required: ['l'],
        additionalProperties: false,
      },
    ],
    ['JSON Schema', '{ type: string }', { type: 'string' }],
    [
      'JSON Schema by its properties',
      '{ properties: { a: { type: string } } }',
      { properties: { a: { type: 'string' } }, type: 'object' },
    ],
    [
      'an enum',
      '{ "c?(enum, which)": [X, Y] }',
      {
        type: 'object',
        properties: { c: { enum: ['X', 'Y', null], description: 'which' } },
        additionalProperties: false,
      },
    ],
    [
      'any',
      '{ a: any, b?: "any, what you like" }',
      {
        type: 'object',
        properties: { a: {}, b: { description: 'what you like' } },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [
      'a wildcard beside others',
      '{ a: "string, x", (*): "any, y" }',
      {
        type: 'object',
        properties: { a: { type: 'string', description: 'x' } },
        required: ['a'],
        additionalProperties: { description: 'y' },
      },
    ],
    [
      'a wildcard alone',
      '{ (*): "number, lucky" }',
      {
        type: 'object',
        properties: {},
        additionalProperties: { type: 'number', description: 'lucky' },
      },
    ],
  ];
  for (const [rule, yaml, schema] of schemas)
    for (const end of ['\n', '\r\n'])
      it(`Picoschema: ${rule}, lines end in ${JSON.stringify(end)}`, async () => {
        const text = ['---', 'output:', `  schema: ${yaml}`, '---', 'x'].join(end);
        const { value, problems } = await readTextAs('t.prompt', text);
        assert.deepEqual(problems, []);
        assert.deepEqual(value?.variants[0]?.responseFormat, {
          type: 'json_schema',
          name: 't',
          strict: false,
          schema,
        });
      });
});
