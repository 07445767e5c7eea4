import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { promptYml } from '#core/formats/promptYml/read.ts';
import type { Reading } from '#core/documents/reading.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { places } from '#support/places.ts';

function readText(text: string): Reading<Prompt> {
  return promptYml.read(new TextEncoder().encode(text), 'a.prompt.yml');
}

async function readFixture(path: string): Promise<Reading<Prompt>> {
  return promptYml.read(await readFile(`test/fixtures/${path}`), path);
}

async function good(name: string): Promise<Prompt> {
  const { value, problems } = await readFixture(`files/prompts/${name}`);
  assert.deepEqual(
    problems.filter((problem) => problem.severity === 'error'),
    [],
  );
  assert.ok(value);
  return value;
}

describe('reading a prompt file', () => {
  it('reads every key', async () => {
    const prompt = await good('triage.prompt.yml');
    assert.equal(prompt.name, 'ticket-triage');
    assert.equal(prompt.description, 'Sorts a support ticket into one queue');
    assert.equal(prompt.repeats, 5);
    assert.deepEqual(
      prompt.models.map(({ id, range }) => `${id} ${range.start.line}:${range.start.column}`),
      ['openai/gpt-5-mini 3:8', 'anthropic/claude-haiku-4-5 4:29'],
    );
    assert.deepEqual(prompt.datasets, [
      {
        file: '../data/tickets.jsonl',
        map: { ticket: 'body', expected: 'queue' },
        range: { start: { line: 29, column: 5 }, end: { line: 31, column: 1 } },
      },
    ]);
  });

  it('puts the prompt first, as the variant base, and lets the others take over what they do not say', async () => {
    const [base, reasons, warm] = (await good('triage.prompt.yml')).variants;
    assert.equal(base?.name, 'base');
    assert.deepEqual(base.parameters, {
      maxTokens: 200,
      temperature: 0,
      topP: 1,
      seed: 7,
      stop: ['\n\n'],
    });
    assert.deepEqual(
      base.messages.map(({ role }) => role),
      ['system', 'user'],
    );
    assert.equal(reasons?.name, 'with-reasons');
    assert.deepEqual(
      reasons.messages.map(({ content }) => content),
      ['Sort this ticket and say why.\n\n{{ ticket }}\n'],
    );
    assert.deepEqual(reasons.parameters, base.parameters);
    assert.equal(warm?.messages, base.messages);
    assert.deepEqual(warm.parameters, { ...base.parameters, temperature: 0.8 });
  });

  it('places every placeholder, in quotes, blocks and folded text', async () => {
    const prompt = await good('triage.prompt.yml');
    const wild = await good('wild.prompt.yml');
    const starts = [...prompt.variants.slice(0, 2), ...wild.variants].flatMap(({ messages }) =>
      messages.flatMap((message) => message.places?.map(({ start }) => start)),
    );
    assert.deepEqual(starts, [
      { line: 10, column: 15 },
      { line: 18, column: 11 },
      { line: 13, column: 26 },
    ]);
  });

  it('places the same placeholder each time it stands in a text', () => {
    const { value } = readText('messages:\n  - role: user\n    content: "{{x}} and {{x}}"\n');
    assert.deepEqual(
      value?.variants[0]?.messages[0]?.places?.map(({ start, end }) => [start.column, end.column]),
      [
        [15, 20],
        [25, 30],
      ],
    );
  });

  it('gives the whole text as the place of a placeholder that an escape hides', () => {
    const { value } = readText('messages:\n  - role: user\n    content: "{\\x7Bx}}"\n');
    const message = value?.variants[0]?.messages[0];
    assert.equal(message?.content, '{{x}}');
    assert.deepEqual(message.places, [message.range]);
  });

  it('reads cases with their id, tags, expected text and line', async () => {
    const { cases } = await good('triage.prompt.yml');
    assert.deepEqual(cases, [
      {
        id: 'refund-late',
        values: {
          id: 'refund-late',
          ticket: 'I was charged twice and nobody answers.',
          expected: 'billing',
          tags: ['smoke'],
        },
        expected: 'billing',
        tags: ['smoke'],
        source: { file: 'files/prompts/triage.prompt.yml', line: 22 },
      },
      {
        id: '4pvlsii7onjz',
        values: { ticket: 'The export button does nothing.', expected: 'bug' },
        expected: 'bug',
        tags: [],
        source: { file: 'files/prompts/triage.prompt.yml', line: 26 },
      },
    ]);
  });

  it('gives a case without an id the same one wherever it stands', () => {
    const head = 'messages: [{role: user, content: hi}]\ntestData:\n';
    const one = readText(`${head}  - {a: 1, b: 2}\n`).value?.cases[0];
    const two = readText(`${head}  - {c: 3}\n\n  - {b: 2, a: 1}\n`).value?.cases[1];
    assert.equal(one?.id, two?.id);
  });

  it('tells cases with the same content or the same id apart', async () => {
    const { value, problems } = await readFixture('broken/prompts/cases.prompt.yml');
    const ids = value?.cases.map(({ id }) => id);
    assert.deepEqual(ids?.slice(0, 3), ['one', '2', 'one-2']);
    assert.equal(ids?.[4], `${ids?.[3]}-2`);
    assert.equal(ids?.[5], '2-2');
    assert.deepEqual(places(problems), ['duplicate-case-id 7:11', 'duplicate-case-id 10:11']);
    assert.equal(problems[0]?.message, 'The case in line 5 has the id "one" too.');
  });

  it('splits tags that are one text, and takes numbers for tags', () => {
    const { value } = readText(
      'messages: []\ntestData:\n  - tags: smoke, slow;late\n  - tags: [1, a, {b: c}]\n  - tags: {a: b}\n',
    );
    assert.deepEqual(
      value?.cases.map(({ tags }) => tags),
      [['smoke', 'slow', 'late'], ['1', 'a'], []],
    );
  });

  it('maps evaluators of GitHub and its own to a metric and its settings', async () => {
    const { evaluators } = await good('triage.prompt.yml');
    assert.deepEqual(
      evaluators.map(({ name, uses, with: settings, threshold }) => [
        name,
        uses,
        settings,
        threshold,
      ]),
      [
        ['right queue', 'exact-match', { ignoreCase: true }, undefined],
        ['short', 'string', { contains: 'i' }, undefined],
        [
          'polite',
          'llm',
          {
            modelId: 'openai/gpt-5-mini',
            prompt: 'Is this polite? {{completion}}',
            choices: [
              { choice: 'yes', score: 1 },
              { choice: 'no', score: 0 },
            ],
          },
          0.5,
        ],
      ],
    );
  });

  it('names the prompt after its file and an evaluator after its metric where they have no name', async () => {
    const bare = await good('bare.prompt.yaml');
    assert.equal(bare.name, 'bare');
    assert.deepEqual(bare.cases, []);
    const wild = await good('wild.prompt.yml');
    assert.equal(wild.evaluators[1]?.name, 'github/similarity');
    assert.equal(promptYml.read(new Uint8Array(), 'x').value, undefined);
  });

  it('runs files that were written for GitHub Models, and says what never had an effect', async () => {
    const { value, problems } = await readFixture('files/prompts/wild.prompt.yml');
    assert.deepEqual(places(problems), ['key-ignored? 4:3', 'key-ignored? 6:3']);
    assert.equal(problems[0]?.next, 'Write `maxTokens` to make it count.');
    assert.deepEqual(value?.models, []);
    assert.deepEqual(value?.variants[0]?.parameters, { temperature: 0.5 });
    assert.deepEqual(value?.evaluators[0]?.with, { startsWith: '42' });
    const graded = value?.evaluators[2]?.with as { choices: unknown };
    assert.deepEqual(graded.choices, [
      { choice: '1', score: 0 },
      { choice: '5', score: 1 },
    ]);
    assert.deepEqual(
      value?.cases.map(({ expected }) => expected),
      [49, undefined],
    );
    assert.equal(value?.cases[0]?.values['input'], '{{7*7}} stays as it is');
  });

  it('takes a schema as JSON text and as a map, and a bare one under the name of the prompt', async () => {
    const { variants } = await good('schema.prompt.yml');
    assert.deepEqual(
      variants.map(({ responseFormat }) => responseFormat),
      [
        {
          type: 'json_schema',
          name: 'invoice',
          strict: true,
          schema: { type: 'object', properties: { total: { type: 'number' } } },
        },
        {
          type: 'json_schema',
          name: 'Read-an-invoice',
          strict: false,
          schema: { type: 'object', properties: { baseUrl: { type: 'string' } } },
        },
        { type: 'text' },
      ],
    );
  });

  it('takes a key with nothing behind it for no key', () => {
    const text = 'name:\nmodel:\nmessages: [{role: user, content: hi}]\ntestData:\nevaluators:\n';
    const { value, problems } = readText(text);
    assert.deepEqual(problems, []);
    assert.equal(value?.name, 'a');
  });

  it('accepts a byte order mark and CRLF', () => {
    const { value, problems } = readText(
      '\uFEFFname: a\r\nmessages:\r\n  - role: user\r\n    content: "{{x}}"\r\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(value?.variants[0]?.messages[0]?.places?.[0]?.start, { line: 4, column: 15 });
  });
});

describe('what is wrong with a prompt file', () => {
  const broken: Readonly<Record<string, readonly string[]>> = {
    'keys.prompt.yml': [
      'unknown-key 2:1',
      'key-ignored? 3:1',
      'key-ignored? 4:1',
      'endpoint-in-workspace 5:1',
      'wrong-value 6:11',
      'key-ignored? 8:3',
      'key-in-workspace 9:3',
      'missing-key 11:5',
      'unknown-key 12:5',
      'duplicate-variant 14:11',
      'duplicate-variant 16:11',
      'endpoint-in-workspace 21:23',
    ],
    'evaluators.prompt.yml': [
      'evaluator-kind-missing 7:5',
      'evaluator-kind-twice 8:5',
      'duplicate-evaluator 13:5',
      'evaluator-with-unused 17:5',
    ],
    'promptfoo.prompt.yml': ['other-schema 1:1'],
    'types.prompt.yml': [
      'wrong-value 2:11',
      'yaml-ambiguous 5:14',
      'out-of-range 7:16',
      'out-of-range 8:9',
      'wrong-type 9:14',
      'wrong-type 10:9',
      'wrong-value 11:17',
      'wrong-type 13:5',
      'wrong-type 14:13',
      'out-of-range 15:10',
    ],
    'schemaText.prompt.yml': ['json-schema-invalid 2:13', 'json-schema-unused? 13:17'],
  };
  for (const [name, expected] of Object.entries(broken)) {
    it(`is told with its place: ${name}`, async () => {
      const { problems } = await readFixture(`broken/prompts/${name}`);
      assert.deepEqual(places(problems), expected);
    });
  }

  it('suggests the key that was meant', async () => {
    const { problems } = await readFixture('broken/prompts/keys.prompt.yml');
    assert.equal(problems[0]?.next, 'Did you mean "description"? Rename or remove it.');
  });

  it('still gives what could be read, so that an editor can show it', async () => {
    const { value } = await readFixture('broken/prompts/keys.prompt.yml');
    assert.equal(value?.name, 'keys');
    assert.deepEqual(
      value?.variants.map(({ name }) => name),
      ['base', 'warm'],
    );
    assert.equal(value?.cases.length, 1);
  });

  it('gives no prompt for a file of another tool', async () => {
    const { value } = await readFixture('broken/prompts/promptfoo.prompt.yml');
    assert.equal(value, undefined);
  });

  it('says that a schema is missing', () => {
    const { problems } = readText(
      'responseFormat: json_schema\nmessages: [{role: user, content: hi}]\n',
    );
    assert.deepEqual(places(problems), ['json-schema-missing 1:17']);
  });

  it('misses messages, at the top level and in a variant', () => {
    const { problems } = readText('messages: []\nvariants: [{name: a, messages: []}]\n');
    assert.deepEqual(places(problems), ['no-messages 1:11', 'no-messages 2:32']);
  });

  it('does not take a list for a prompt', () => {
    const { value, problems } = readText('- role: user\n  content: hi\n');
    assert.equal(value, undefined);
    assert.deepEqual(places(problems), ['wrong-type 1:1']);
  });

  it('finds an endpoint however it is spelt and wherever it hides', () => {
    const head = 'messages: [{role: user, content: hi}]\n';
    const texts = [
      'api_base: x',
      'BaseURL: x',
      'modelParameters: {extra_headers: {a: b}}',
      'variants: [{name: a, modelParameters: {api-base: x}}]',
      'evaluators: [{uses: json, endpoint: x}]',
      'evaluators: [{uses: json, with: {a: [{proxy: x}]}}]',
      'evaluators: [{llm: {prompt: a, choices: [], base_url: x}}]',
      'datasets: [{file: a.csv, headers: {}}]',
    ];
    for (const text of texts) {
      const codes = readText(`${head}${text}\n`).problems.map(({ code }) => code);
      assert.ok(codes.includes('endpoint-in-workspace'), text);
    }
  });

  it('lets data and schemas use the same names', () => {
    const { problems } = readText(
      [
        'messages: [{role: user, content: hi}]',
        'testData: [{baseUrl: x, headers: y, api_key: z}]',
        'evaluators: [{uses: json-schema, with: {schema: {properties: {headers: {}}}}}]',
      ].join('\n'),
    );
    assert.deepEqual(problems, []);
  });

  it('stops at fifty problems', () => {
    const keys = Array.from({ length: 80 }, (_, index) => `extra${index}: 1`);
    const { problems } = readText(`messages: []\n${keys.join('\n')}\n`);
    assert.equal(problems.length, 51);
    assert.equal(problems.at(-1)?.code, 'more-problems');
  });
});

describe('what a case demands in a prompt file', () => {
  const text = `messages:
  - { role: user, content: "{{a}}" }
testData:
  - a: 1
    $assert:
      - uses: contains
        expected: x
      - threshold: 0.5
        assert:
          - { uses: contians, not: true, weight: 2 }
evaluators:
  - uses: assertions
`;

  it('is no value of it, and keeps its lines', () => {
    const { value, problems } = promptYml.read(new TextEncoder().encode(text), 'a.prompt.yml');
    assert.deepEqual(problems, []);
    assert.deepEqual(value?.cases[0]?.values, { a: 1 });
    assert.deepEqual(value?.cases[0]?.assertions, {
      assert: [
        { uses: 'contains', expected: 'x', at: { file: 'a.prompt.yml', line: 6 } },
        {
          threshold: 0.5,
          assert: [
            { uses: 'contians', not: true, weight: 2, at: { file: 'a.prompt.yml', line: 10 } },
          ],
          at: { file: 'a.prompt.yml', line: 8 },
        },
      ],
    });
  });

  it('is told where it is written wrong', () => {
    const wrong = text.replace('threshold: 0.5', 'treshold: 0.5');
    const { problems } = promptYml.read(new TextEncoder().encode(wrong), 'a.prompt.yml');
    assert.deepEqual(
      problems.map(({ code, range, suggestion }) => [code, range.start.line, suggestion]),
      [['unknown-key', 8, 'threshold']],
    );
  });
});
