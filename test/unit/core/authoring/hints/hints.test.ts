import assert from 'node:assert/strict';
import { bodyFolds } from '#core/authoring/hints/bodyFolds.ts';
import { fileLinks } from '#core/authoring/hints/fileLinks.ts';
import { messageTokens } from '#core/authoring/hints/messageTokens.ts';
import { variableTokens } from '#core/authoring/hints/variableTokens.ts';
import type { CountTokens } from '#core/tokens/countTokens.ts';
import { readPrompt } from '#core/project/readPrompt.ts';

const text = `messages:
  - role: system
    content: Sort {{ticket}} of {{customer.name}}.
  - role: user
    content: "{{other}}"
variants:
  - name: short
    messages:
      - { role: user, content: "{{ticket}}" }
testData:
  - ticket: it
    customer: { name: Ann }
datasets:
  - file: ../data/a.csv
  - file: "b.jsonl"
`;
const { value: prompt } = readPrompt(Buffer.from(text), 'a.prompt.yml');
assert.ok(prompt !== undefined);
const letters: CountTokens = (one, model) => ({
  tokens: one.length,
  isEstimate: model === undefined,
});

describe('the tokens of messages', () => {
  it('are those of the first case where it fills them, else of what is written', () => {
    const found = messageTokens(prompt, prompt.cases[0], { name: 'x' }, letters);
    assert.deepEqual(
      found.map(({ at, count, isFilled }) => [at.line, count.tokens, isFilled]),
      [
        [3, 'Sort it of Ann.'.length, true],
        [5, '{{other}}'.length, false],
        [9, 'it'.length, true],
      ],
    );
  });
});

describe('the variables of a prompt', () => {
  it('are known where a case has them, or what they begin with', () => {
    const found = variableTokens(prompt, new Set(['ticket', 'customer']));
    assert.deepEqual(
      found.map(({ range: { start }, isKnown }) => [start.line, start.column, isKnown]),
      [
        [3, 19, true],
        [3, 33, true],
        [5, 15, false],
        [9, 33, true],
      ],
    );
  });

  it('are all known where nothing is known of the cases', () => {
    assert.ok(variableTokens(prompt, new Set()).every(({ isKnown }) => isKnown));
  });
});

function linked(name: string, written: string): readonly string[] {
  return fileLinks(name, written).map(
    ({ start, end, file }) => `${written.slice(start, end)} ${file}`,
  );
}

describe('the files that a prompt names', () => {
  it('are its datasets', () => {
    assert.deepEqual(linked('a.prompt.yml', text), [
      '../data/a.csv ../data/a.csv',
      '"b.jsonl" b.jsonl',
    ]);
  });

  it('are references and partials in other formats', () => {
    assert.deepEqual(linked('a.prompty', 'sample: ${file:x.json}\n${env:A}'), ['x.json x.json']);
    assert.deepEqual(linked('a.prompt', '{{>greeting name=x}} {{~> end }}'), [
      'greeting _greeting.prompt',
      'end _end.prompt',
    ]);
    assert.deepEqual(linked('promptfooconfig.yaml', 'prompts: ["file://p.txt", file://a/*.txt]'), [
      'p.txt p.txt',
    ]);
  });
});

describe('what folds', () => {
  it('are front matter, messages and blocks of Prompty', () => {
    const body =
      '---\nname: a\n---\nsystem:\nBe kind.\n{% for x in y %}\n{{x}}\n{% endfor %}\n\nuser:\nHi\n';
    assert.deepEqual(bodyFolds('a.prompty', body), [
      { first: 1, last: 3 },
      { first: 4, last: 8 },
      { first: 6, last: 7 },
      { first: 10, last: 11 },
    ]);
  });

  it('are front matter, messages and blocks of dotprompt', () => {
    const body =
      '# licence\n---\nmodel: a\n---\n{{role "system"}}\nHi\n{{#if x}}\ny\n{{/if}}\n{{role "user"}}';
    assert.deepEqual(bodyFolds('a.prompt', body), [
      { first: 2, last: 4 },
      { first: 5, last: 9 },
      { first: 7, last: 8 },
    ]);
  });

  it('is nothing in a file of neither', () => {
    assert.deepEqual(bodyFolds('a.prompty', '---\nname: a\n'), []);
  });
});
