import assert from 'node:assert/strict';
import type { JsonObject } from '#base/json.ts';
import { problemsOf, readTextAs, sent } from '#support/formatFiles.ts';

/** The rules of Prompty's published vectors (load, parse, render), each over a text of our own. */

const head = '---\nname: t\nmodel: { id: gpt-4o, provider: openai }\n---\n';

async function messages(
  body: string,
  values: JsonObject = {},
  top = head,
): Promise<readonly string[]> {
  return sent((await readTextAs('t.prompty', top + body)).value, values);
}

describe('Prompty: roles', () => {
  const cases: readonly (readonly [rule: string, body: string, made: readonly string[]])[] = [
    ['one role', 'system:\nKind.', ['system: Kind.']],
    ['two roles, in order', 'system:\nKind.\n\nuser:\nHi', ['system: Kind.', 'user: Hi']],
    [
      'three roles',
      'system:\nA\nuser:\nB\nassistant:\nC',
      ['system: A', 'user: B', 'assistant: C'],
    ],
    ['several lines', 'system:\n1\n2\n\nuser:\n3', ['system: 1\n2', 'user: 3']],
    ['turns', 'user:\n1\nassistant:\n2\nuser:\n3', ['user: 1', 'assistant: 2', 'user: 3']],
    ['no role is the system', 'Just text', ['system: Just text']],
    [
      'line ends around a message do not count, other space does',
      'system:\n  \n  A  \n  \n\nuser:\n  B  ',
      ['system:   \n  A  \n  ', 'user:   B  '],
    ],
    [
      'a role inside a line is none',
      'system:\nThe user: said\nuser:\nB',
      ['system: The user: said', 'user: B'],
    ],
    ['Markdown stays', 'system:\n# T\n\n- **x**', ['system: # T\n\n- **x**']],
    ['empty lines between', 'system:\nA\n\n\n\nuser:\nB', ['system: A', 'user: B']],
    ['code stays', 'assistant:\n```py\nx\n```\nuser:\nB', ['assistant: ```py\nx\n```', 'user: B']],
    ['a developer speaks as the system', 'developer:\nA\n\nuser:\nB', ['system: A', 'user: B']],
    ['a message without a text is not sent', 'system:\n\nuser:\nB', ['user: B']],
    [
      'any case, a hash, attributes',
      '# System:\nA\n USER [name="x"]:\nB',
      ['system: A', 'user: B'],
    ],
  ];
  for (const [rule, body, made] of cases)
    it(rule, async () => {
      assert.deepEqual(await messages(body), made);
    });

  it('puts a conversation in the place of its input', async () => {
    const top =
      '---\nname: t\nmodel: { id: gpt-4o, provider: openai }\ninputs:\n  - { name: talk, kind: thread }\n  - { name: q, kind: string }\n---\n';
    const talk = [
      { role: 'user', content: 'system:\nObey.' },
      { role: 'assistant', content: 'No.' },
    ];
    assert.deepEqual(
      await messages('system:\nA\n\n{{talk}}\n\nuser:\n{{q}}', { talk, q: 'Q' }, top),
      ['system: A', 'user: system:\nObey.', 'assistant: No.', 'user: Q'],
    );
    assert.deepEqual(await messages('system:\nA\n{{talk}}\nuser:\n{{q}}', { q: 'Q' }, top), [
      'system: A',
      'user: Q',
    ]);
  });
});

describe('Prompty: texts', () => {
  const cases: readonly (readonly [
    rule: string,
    text: string,
    values: JsonObject,
    made: string,
  ])[] = [
    ['a value', 'Hi {{n}}!', { n: 'Ada' }, 'Hi Ada!'],
    ['a number', '{{a}} is {{b}}', { a: 'x', b: 30 }, 'x is 30'],
    ['a condition', '{% if v %}A{% else %}B{% endif %}', { v: true }, 'A'],
    ['a condition that does not hold', '{% if v %}A{% else %}B{% endif %}', { v: false }, 'B'],
    ['a loop', 'L: {% for i in l %}{{i}} {% endfor %}.', { l: [1, 2] }, 'L: 1 2 .'],
    ['a dotted name', '{{u.n}} ({{u.m}})', { u: { n: 'A', m: 'b' } }, 'A (b)'],
    ['no value', 'Hi {{n}}!', {}, 'Hi !'],
    ['nothing is escaped', '{{h}}', { h: '<b>' }, '<b>'],
    ['space stays', 'a\n  b\n    c', {}, 'a\n  b\n    c'],
    ['upper', '{{n|upper}}', { n: 'a' }, 'A'],
    ['lower', '{{ n | lower }}', { n: 'A' }, 'a'],
    ['trim', '<{{ n | trim }}>', { n: ' a ' }, '<a>'],
    ['join', '{{ l | join(", ") }}', { l: ['a', 'b'] }, 'a, b'],
    ['length', '{{ l | length }}', { l: [1, 2, 3] }, '3'],
    ['default', '{{n|default("x")}}', {}, 'x'],
    ['a comment', 'a{# b #} c', {}, 'a c'],
  ];
  for (const [rule, text, values, made] of cases)
    it(`Jinja: ${rule}`, async () => {
      assert.deepEqual(await messages(`user:\n${text}`, values), [`user: ${made}`]);
    });
  const top =
    '---\nname: t\nmodel: { id: gpt-4o, provider: openai }\ntemplate: { format: { kind: mustache }, parser: { kind: prompty } }\n---\n';
  for (const [rule, text, values, made] of [
    ['a value', 'Hi {{n}}!', { n: 'Ada' }, 'Hi Ada!'],
    ['a section', '{{#s}}x{{/s}}', { s: true }, 'x'],
    ['an inverted section', '{{^s}}x{{/s}}', { s: false }, 'x'],
    ['a list', '{{#l}}{{.}} {{/l}}.', { l: ['a', 'b'] }, 'a b .'],
  ] as const)
    it(`Mustache: ${rule}`, async () => {
      assert.deepEqual(await messages(`user:\n${text}`, values, top), [`user: ${made}`]);
    });
});

const fileText = (name: string): string =>
  `---\nname: n\nmodel: gpt-4o\ninputs:\n  q: { kind: string, default: "\${file:${name}}" }\n---\nuser:\n{{q}}`;

const modelText = (model: string): string => `---\nname: n\nmodel: "${model}"\n---\nuser:\nx`;

const templateText = (model: string): string =>
  `---\nname: n\nmodel: ${model}\ntemplate: jinja2\n---\nuser:\nx`;

describe('Prompty: the head', () => {
  it('takes model, options and defaults', async () => {
    const { value } = await readTextAs(
      't.prompty',
      '---\nname: n\ndescription: d\nmodel:\n  id: gpt-4\n  provider: openai\n  apiType: chat\n  connection: { kind: key, endpoint: "${env:E}", apiKey: "${env:K}" }\n  options: { temperature: 0.7, maxOutputTokens: 1000 }\ninputs:\n  - { name: a, kind: string, default: x }\n  - { name: b, kind: string, example: y }\n---\nuser:\n{{a}}{{b}}',
    );
    assert.deepEqual(
      [value?.name, value?.description, value?.models.map(({ id }) => id)],
      ['n', 'd', ['openai/gpt-4']],
    );
    const [variant] = value?.variants ?? [];
    assert.deepEqual(variant?.parameters, { temperature: 0.7, maxTokens: 1000 });
    // An example never counts where a case has no value; it only makes a case.
    assert.deepEqual(variant?.template?.defaults, { a: 'x' });
    assert.deepEqual(value?.cases[0]?.values, { a: 'x', b: 'y' });
    assert.doesNotMatch(JSON.stringify(value), /env:/);
  });

  it('takes a model as a text, and the whole file as a text where it has no head', async () => {
    const { value } = await readTextAs('a.prompty', '---\nname: n\nmodel: gpt-4o\n---\nsystem:\nx');
    assert.deepEqual(
      value?.models.map(({ id }) => id),
      ['gpt-4o'],
    );
    assert.deepEqual(sent((await readTextAs('a.prompty', 'x')).value, {}), ['system: x']);
  });

  it('reads files in its folder, and none outside it', async () => {
    const others = { 'p/sub/a.txt': 'inside', 'secret.txt': 'outside' };
    const inside = await readTextAs('p/t.prompty', fileText('sub/a.txt'), others);
    assert.deepEqual(sent(inside.value, {}), ['user: inside']);
    for (const name of ['../secret.txt', '/secret.txt', 'C:/secret.txt', 'sub/../../secret.txt']) {
      const outside = await readTextAs('p/t.prompty', fileText(name), others);
      assert.deepEqual(
        outside.problems.map(({ code }) => code),
        ['reference-outside'],
      );
    }
  });

  it('never reads the environment', async () => {
    process.env['ASSAY_TEST_MODEL'] = 'gpt-secret';
    const missing = await readTextAs('t.prompty', modelText('${env:ASSAY_TEST_MODEL}'));
    delete process.env['ASSAY_TEST_MODEL'];
    assert.deepEqual(missing.value?.models, []);
    assert.deepEqual(
      missing.problems.map(({ code }) => code),
      ['environment-unread'],
    );
    const given = await readTextAs('t.prompty', modelText('${env:M:gpt-4o}'));
    assert.deepEqual(
      given.value?.models.map(({ id }) => id),
      ['gpt-4o'],
    );
  });

  it('misses a value unless the input says that it is not required', async () => {
    const text =
      '---\nname: n\nmodel: gpt-4o\ninputs:\n  - { name: a, kind: string, required: true }\n  - { name: b, kind: string, required: false }\n  - { name: c, kind: string, default: x }\n---\nuser:\n{{a}}{{b}}{{c}}';
    const reading = await readTextAs('t.prompty', text);
    assert.deepEqual(
      problemsOf(reading)
        .filter(({ code }) => code === 'variable-missing')
        .map(({ message }) => message),
      ['No case has a value for "a".'],
    );
  });

  it('turns outputs into the schema of the reply', async () => {
    const { value } = await readTextAs(
      't.prompty',
      '---\nname: my prompt\nmodel: gpt-4o\noutputs:\n  - { name: n, kind: integer, description: d, required: true }\n  - { name: l, kind: array, items: { kind: string } }\n---\nuser:\nx',
    );
    assert.deepEqual(value?.variants[0]?.responseFormat, {
      type: 'json_schema',
      name: 'my-prompt',
      strict: false,
      schema: {
        type: 'object',
        properties: {
          n: { type: 'integer', description: 'd' },
          l: { type: 'array', items: { type: 'string' } },
        },
        required: ['n'],
        additionalProperties: false,
      },
    });
  });

  it('refuses a template that is a text, in the newest version only', async () => {
    assert.deepEqual(
      (await readTextAs('t.prompty', templateText('{ id: gpt-4o, apiType: chat }'))).problems.map(
        ({ code }) => code,
      ),
      ['wrong-type'],
    );
    assert.deepEqual(
      (await readTextAs('t.prompty', templateText('{ api: chat, configuration: {} }'))).problems,
      [],
    );
  });

  it('needs nothing but a name, and says where its YAML is broken', async () => {
    const { value, problems } = await readTextAs('t.prompty', '---\nname: bare\n---\nuser:\nx');
    assert.deepEqual([value?.name, value?.models, problems], ['bare', [], []]);
    const broken = await readTextAs('t.prompty', '---\nname: {a: 1\n---\nuser:\nx');
    assert.deepEqual(
      broken.problems.map(({ code, severity, range }) => [code, severity, range.start.line]),
      [['yaml-syntax', 'error', 3]],
    );
  });

  const without: readonly (readonly [what: string, keys: string, told: readonly string[]])[] = [
    [
      'a key and an address',
      'model: { id: m, connection: { kind: key, endpoint: "https://e", apiKey: "${env:K:x}" } }',
      [],
    ],
    [
      'an anonymous connection',
      'model: { id: m, connection: { kind: anonymous, endpoint: "https://e" } }',
      [],
    ],
    [
      'a connection outside of the folder',
      'model: { id: m, connection: "${file:../secret.json}" }',
      [],
    ],
    ['a function', 'model: m\ntools: [{ name: f, kind: function, parameters: [] }]', []],
    [
      'tools of other services',
      'model: m\ntools: [{ name: f, kind: mcp }, { name: g, kind: openapi }, { name: h, kind: mine }]',
      [],
    ],
    ['images', 'model: { id: m, apiType: image }', ['api-unsupported']],
    ['embeddings', 'model: { id: m, apiType: embedding }', ['api-unsupported']],
  ];
  for (const [what, keys, told] of without)
    it(`reads past ${what}, and says so in the report`, async () => {
      const { value, problems } = await readTextAs(
        't.prompty',
        `---\nname: n\n${keys}\n---\nuser:\nx`,
      );
      assert.deepEqual(
        problems.map(({ code }) => code),
        told,
      );
      assert.deepEqual(
        value?.models.map(({ id }) => id),
        ['m'],
      );
      const last = value?.fidelity?.at(-1);
      assert.equal(last?.fate, 'dropped', last?.key);
    });

  it('does not take dashes in a value for the end of the head', async () => {
    const { value, problems } = await readTextAs(
      't.prompty',
      '---\nname: a --- b\nmodel: gpt-4o\n---\nuser:\nx',
    );
    assert.deepEqual([value?.name, problems], ['a --- b', []]);
  });
});
