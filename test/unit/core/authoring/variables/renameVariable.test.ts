import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { renameVariable, type UsedDataset } from '#core/authoring/variables/renameVariable.ts';
import { withChanges } from '#core/authoring/variables/sameMeaning.ts';
import { readPrompt } from '#core/project/readPrompt.ts';

const path = '/w/prompts/triage.prompt.yml';

const prompt = `name: triage # sorts tickets
messages:
  - role: system
    content: Sort {{ticket}}.
  - role: user
    content: |
      {{ ticket }} from {{customer.name}},
      {"ticket": 1}
variants:
  - name: short
    messages:
      - { role: user, content: "{{ticket}}?" }
testData:
  # The first one.
  - id: refund
    ticket: Where is {{ticket}}? # by hand
    expected: billing
  - { id: crash, "ticket": "It crashes", expected: 'bug' }
evaluators:
  - name: short
    string: { contains: "{{ticket}}" }
  - name: kind
    llm:
      modelId: a/b
      prompt: "Is {{completion}} about {{ticket}}?"
      choices: [{ choice: "yes", score: 1 }]
  - name: options
    uses: multiple-choice
    with: { options: ticket }
`;

async function renamed(
  from: string,
  to: string,
  text = prompt,
  datasets: readonly UsedDataset[] = [],
): Promise<Readonly<Record<string, string>> | string> {
  const found = await renameVariable({ path, text, datasets }, from, to);
  if ('why' in found) return found.why;
  const texts = new Map([
    [path, text],
    ...datasets.map((one) => [one.path, one.text ?? ''] as const),
  ]);
  const changed = found.files.map(({ path: file, changes }) => {
    return [file, withChanges(texts.get(file) ?? '', changes)] as const;
  });
  return { ...Object.fromEntries(changed), ...(found.notes[0] && { note: found.notes[0] }) };
}

const withRows = (rows: string): string => `${prompt}datasets:
  # All of them.
  - file: ../data/${rows}
`;

function dataset(
  name: string,
  text: string | undefined,
  more: Partial<UsedDataset> = {},
): UsedDataset {
  const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  const reference = { file: `../data/${name}`, map: {}, range };
  return { reference, path: `/w/data/${name}`, text, isShared: false, ...more };
}

describe('renaming a variable', () => {
  it('changes texts that are filled, cases and settings, and nothing else', async () => {
    assert.deepEqual(await renamed('ticket', 'message'), {
      [path]: prompt
        .replace('Sort {{ticket}}', 'Sort {{message}}')
        .replace('{{ ticket }}', '{{ message }}')
        .replace('"{{ticket}}?"', '"{{message}}?"')
        .replace('ticket: Where', 'message: Where')
        .replace('"ticket": "It', '"message": "It')
        .replace('contains: "{{ticket}}"', 'contains: "{{message}}"')
        .replace('about {{ticket}}', 'about {{message}}')
        .replace('options: ticket', 'options: message'),
    });
  });

  it('changes of a dotted name only what names the variable', async () => {
    assert.deepEqual(await renamed('customer', 'buyer'), {
      [path]: prompt.replace('{{customer.name}}', '{{buyer.name}}'),
    });
  });

  for (const [name, rows, after] of [
    ['rows.csv', 'id,ticket,expected\n1,ticket,x\n', 'id,message,expected\n1,ticket,x\n'],
    ['rows.tsv', '\uFEFFid\t"ticket"\r\n1\tx\r\n', '\uFEFFid\t"message"\r\n1\tx\r\n'],
    [
      'rows.jsonl',
      '{"ticket": "a", "more": {"ticket": 1}}\n\n{"id": 2, "ticket" : "ticket"}',
      '{"message": "a", "more": {"ticket": 1}}\n\n{"id": 2, "message" : "ticket"}',
    ],
    [
      'rows.json',
      '{"about": {"ticket": 1}, "cases": [{"ticket": ["ticket"]}]}',
      '{"about": {"ticket": 1}, "cases": [{"message": ["ticket"]}]}',
    ],
    [
      'rows.yml',
      "# all\n- ticket: a # one\n  more: { ticket: b }\n- { 'ticket': c }\n",
      "# all\n- message: a # one\n  more: { ticket: b }\n- { 'message': c }\n",
    ],
  ] as const) {
    it(`changes the column of ${name}`, async () => {
      const found = await renamed('ticket', 'message', withRows(name), [dataset(name, rows)]);
      assert.ok(typeof found === 'object');
      assert.equal(found[`/w/data/${name}`], after);
    });
  }

  it('leaves a dataset that others use, and lets the map say the new name', async () => {
    const shared = dataset('rows.csv', 'ticket\nx\n', { isShared: true });
    const found = await renamed('ticket', 'message', withRows('rows.csv'), [shared]);
    assert.ok(typeof found === 'object');
    assert.equal(found['/w/data/rows.csv'], undefined);
    assert.match(
      found[path] ?? '',
      /- file: \.\.\/data\/rows\.csv\n    map: \{ message: "ticket" \}\n/,
    );
    assert.equal(
      found['note'],
      '"../data/rows.csv" is used by other prompts: "map" now calls its column "ticket" "message".',
    );
  });

  it('changes the name in a map, and not the column behind it', async () => {
    const text = `${prompt}datasets:\n  - file: ../data/rows.csv\n    map: { ticket: body }\n`;
    const own = dataset('rows.csv', 'body\nx\n');
    const mapped = { ...own, reference: { ...own.reference, map: { ticket: 'body' } } };
    const found = await renamed('ticket', 'message', text, [mapped]);
    assert.ok(typeof found === 'object');
    assert.match(found[path] ?? '', /map: \{ message: body \}/);
    assert.deepEqual(Object.keys(found), [path]);
  });

  it('is refused where the name is taken, none, or has a meaning of its own', async () => {
    assert.equal(
      await renamed('ticket', 'customer'),
      'There is "customer" already in this prompt.',
    );
    assert.equal(
      await renamed('ticket', 'body', withRows('rows.csv'), [dataset('rows.csv', 'body\nx\n')]),
      'There is "body" already as a column of its datasets.',
    );
    assert.equal(await renamed('ticket', 'id'), '"id" has a meaning of its own.');
    assert.equal(
      await renamed('expected', 'answer'),
      '"expected" has a meaning of its own, and keeps its name.',
    );
    assert.equal(
      await renamed('ticket', 'a.b'),
      'A dot leads into a value: choose a name without one.',
    );
    assert.match(JSON.stringify(await renamed('ticket', '}} {{')), /is no name/);
  });

  it('is refused where a dataset is broken', async () => {
    assert.equal(
      await renamed('ticket', 'message', withRows('rows.jsonl'), [
        dataset('rows.jsonl', '{"ticket": "a"}\n{"ticket": \n'),
      ]),
      '"../data/rows.jsonl" is written in a way that it cannot be changed safely.',
    );
  });

  it('and back again gives the very same text, whatever the cases say', async () => {
    const word = fc.constantFrom('ticket', '{{ticket}}', 'a: b', '# x', '"', "'", '\\', 'é', ' ');
    const value = fc.array(word, { maxLength: 5 }).map((words) => words.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), async (values) => {
        const text = `messages:\n  - role: user\n    content: "{{ticket}}"\ntestData:\n${values
          .map((one) => `  - ticket: ${JSON.stringify(one)}\n`)
          .join('')}`;
        const there = await renamed('ticket', 'message', text);
        assert.ok(typeof there === 'object');
        const read = readPrompt(Buffer.from(there[path] ?? ''), path).value;
        assert.deepEqual(
          read?.cases.map(({ values: one }) => one),
          values.map((message) => ({ message })),
        );
        assert.deepEqual(await renamed('message', 'ticket', there[path]), { [path]: text });
      }),
    );
  });
});
