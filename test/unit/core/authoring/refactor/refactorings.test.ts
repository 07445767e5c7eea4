import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject } from '#base/json.ts';
import { inlineDataset, datasetAt } from '#core/authoring/refactor/inlineDataset.ts';
import type { Refactoring } from '#core/authoring/refactor/refactoring.ts';
import { offersAt, type Offer } from '#core/authoring/refactor/refactorings.ts';
import { moveCases } from '#core/authoring/refactor/moveCases.ts';
import { blockScalar, yamlRow } from '#core/authoring/refactor/yamlWriting.ts';
import { textRows } from '#core/authoring/textRows.ts';
import { withChanges } from '#core/authoring/variables/sameMeaning.ts';
import { readPrompt } from '#core/project/readPrompt.ts';

const prompt = `name: triage # sorts
messages:
  - role: system
    content: You sort tickets into queues.
  - role: user
    content: "{{ticket}} for {{tone}}"
testData:
  # The first one.
  - id: refund
    ticket: "Where is\\n my money?"
    tone: kind
  - id: crash
    ticket: It crashes
# What is asserted.
evaluators:
  - uses: exact-match
`;

/** What can be done where a text stands; `selects`: with the text selected. */
function at(text: string, place: string, selects = false): readonly Offer[] {
  const start = text.indexOf(place);
  return offersAt(text, { start, end: selects ? start + place.length : start }, 'triage.cases');
}

function done(text: string, found: Offer | Refactoring | undefined): string {
  const made = found !== undefined && 'make' in found ? found.make() : found;
  assert.ok(made !== undefined);
  return withChanges(text, made.changes);
}

function titles(found: readonly Offer[]): readonly string[] {
  return found.map(({ title }) => title);
}

function casesOf(text: string): readonly JsonObject[] | undefined {
  return readPrompt(Buffer.from(text), 'a.prompt.yml').value?.cases.map(({ values }) => values);
}

describe('a missing variable', () => {
  it('is added to every case that lacks it', () => {
    const [first] = at(prompt, 'tone}}');
    assert.equal(first?.title, 'Add "tone" to 1 case');
    assert.equal(
      done(prompt, first),
      prompt.replace('ticket: It crashes\n', 'ticket: It crashes\n    tone: ""\n'),
    );
  });

  it('is not offered where every case has it', () => {
    assert.deepEqual(titles(at(prompt, 'ticket}}')), ['Write the text as a block of lines']);
  });
});

describe('a selected text', () => {
  it('becomes a variable that every case fills', () => {
    const [first] = at(prompt, 'tickets', true);
    assert.equal(first?.title, 'Make a case of the selection, as {{text}}');
    const after = done(prompt, first);
    assert.match(after, /You sort \{\{text\}\} into queues/);
    assert.deepEqual(
      casesOf(after)?.map(({ text }) => text),
      ['tickets', 'tickets'],
    );
  });

  it('becomes the first case of a prompt without any', () => {
    const bare = 'messages:\n  - role: user\n    content: Sort "It crashes, help"\n';
    const [first] = at(bare, 'It crashes, help', true);
    assert.equal(
      done(bare, first),
      'messages:\n  - role: user\n    content: Sort "{{text}}"\ntestData:\n  - text: "It crashes, help"\n',
    );
  });

  it('is left alone where it is no text of a message, or part of a placeholder', () => {
    assert.deepEqual(titles(at(prompt, 'tone', true).filter(({ kind }) => kind === 'extract')), []);
    assert.deepEqual(titles(at(prompt, 'exact-match', true)), []);
    assert.deepEqual(
      titles(at(prompt, '{{ticket}}', true).filter(({ kind }) => kind === 'extract')),
      [],
    );
  });
});

describe('a value on one line', () => {
  it('becomes a block that says the same', () => {
    const found = at(prompt, 'Where is').find(({ title }) => title.startsWith('Write'));
    const after = done(prompt, found);
    assert.match(after, /ticket: \|-\n {6}Where is\n {7}my money\?\n {4}tone/);
    assert.deepEqual(casesOf(after), casesOf(prompt));
  });

  it('is read from a block as it was, whatever it says', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '#', ':', '-', '"', 'é', '|') });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 4 }),
        fc.integer({ min: 0, max: 4 }),
        (lines, ends) => {
          const value = lines.join('\n') + '\n'.repeat(ends);
          const block = blockScalar(value, 4);
          fc.pre(block !== undefined);
          const text = `messages: []\ntestData:\n  - id: a\n    x: ${block}\n    y: 1\n`;
          assert.deepEqual(casesOf(text), [{ id: 'a', x: value, y: 1 }]);
        },
      ),
    );
  });
});

describe('cases beside a prompt', () => {
  it('move into a file of lines', () => {
    const found = at(prompt, '# The first').find(({ title }) => title.endsWith('.jsonl'));
    assert.equal(found?.title, 'Move 2 cases into triage.cases.jsonl');
    assert.equal(
      found.make()?.file?.text,
      '{"id":"refund","ticket":"Where is\\n my money?","tone":"kind"}\n{"id":"crash","ticket":"It crashes"}\n',
    );
    const after = done(prompt, found);
    assert.doesNotMatch(after, /testData/);
    assert.match(after, /# What is asserted\.\nevaluators/);
    assert.match(after, /datasets:\n {2}- file: triage\.cases\.jsonl\n$/);
  });

  it('move into YAML with their comments', () => {
    const found = at(prompt, '# The first').find(({ title }) => title.endsWith('.yml'));
    assert.match(
      found?.make()?.file?.text ?? '',
      /^# The first one\.\n- id: refund\n {2}ticket: "Where/,
    );
  });

  it('move into CSV only where every cell is a text', () => {
    assert.equal(
      at(prompt, '# The first')
        .find(({ title }) => title.endsWith('.csv'))
        ?.make(),
      undefined,
    );
    const whole = prompt.replace('ticket: It crashes', 'ticket: "It, crashes"\n    tone: cold');
    const found = moveCases(whole, 'c', '.csv');
    assert.equal(
      found?.file?.text,
      'id,ticket,tone\nrefund,"Where is\n my money?",kind\ncrash,"It, crashes",cold\n',
    );
  });

  it('come back as they were, whatever they say', async () => {
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ' ', '#', ':', '-', '"', '\n', 'é', '{', '1') }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string(), { maxLength: 2 }),
    );
    const row = fc.record(
      { x: value, 'a b': value },
      { requiredKeys: ['x'], noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const text = `messages:\n  - { role: user, content: "{{x}}" }\ntestData:\n${rows.map((one) => yamlRow(one, 2)).join('')}`;
        assert.deepEqual(casesOf(text), rows);
        for (const ending of ['.jsonl', '.yml'] as const) {
          const moved = moveCases(text, 'c', ending);
          assert.ok(moved?.file !== undefined);
          const read = await textRows(moved.file.name, moved.file.text);
          assert.deepEqual(
            read?.map(({ values }) => values),
            rows,
          );
          const after = withChanges(text, moved.changes);
          const index = datasetAt(after, { start: after.indexOf('c.'), end: 0 });
          const { value: read2 } = readPrompt(Buffer.from(after), 'a.prompt.yml');
          const reference = read2?.datasets[index ?? -1];
          assert.ok(reference !== undefined);
          const back = await inlineDataset(after, index ?? -1, reference, moved.file.text);
          assert.deepEqual(casesOf(done(after, back)), rows);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('take the names that the map gives the columns', async () => {
    const text =
      'messages: []\ndatasets:\n  - file: a.csv\n    map: { ticket: body }\n  - file: b.csv\n';
    const { value } = readPrompt(Buffer.from(text), 'a.prompt.yml');
    const [reference] = value?.datasets ?? [];
    assert.ok(reference !== undefined);
    const found = await inlineDataset(text, 0, reference, 'body,queue\nhi,x\n');
    assert.equal(
      done(text, found),
      'messages: []\ndatasets:\n  - file: b.csv\ntestData:\n  - ticket: hi\n    queue: x\n',
    );
  });
});
