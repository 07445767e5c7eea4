import assert from 'node:assert/strict';
import { promptChange } from '#core/compare/promptChange.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import type { Prompt } from '#core/prompts/prompt.ts';

function read(text: string): Prompt {
  const { value } = readPrompt(Buffer.from(text), 'a.prompt.yml');
  assert.ok(value !== undefined);
  return value;
}

const before = `model: a/b
modelParameters: { temperature: 0, maxTokens: 10 }
messages:
  - { role: user, content: "Sort {{ticket}}" }
variants:
  - { name: old, modelParameters: { temperature: 1 } }
evaluators:
  - { uses: exact-match }
`;
const after = `model: a/c
modelParameters: { temperature: 0 }
messages:
  - { role: user, content: "Please sort {{ticket}}" }
evaluators:
  - { uses: exact-match, with: { ignoreCase: true }, threshold: 1 }
`;

describe('what changed in a prompt', () => {
  it('are the messages as they are sent, and the settings that differ', () => {
    assert.deepEqual(promptChange(read(before), read(after), { ticket: 'it' }), {
      settings: [
        { name: 'models', before: 'a/b', after: 'a/c' },
        { name: 'base: maxTokens', before: '10', after: undefined },
        { name: 'old: maxTokens', before: '10', after: undefined },
        { name: 'old: temperature', before: '1', after: undefined },
        {
          name: 'evaluator: exact-match',
          before: 'exact-match',
          after: 'exact-match {"ignoreCase":true}, threshold 1',
        },
      ],
      variants: [
        { name: 'base', is: 'changed', diff: '@@\n user:\n-Sort it\n+Please sort it' },
        { name: 'old', is: 'removed', diff: '@@\n-user:\n-Sort it\n+' },
      ],
    });
  });

  it('is nothing where the texts differ in layout only', () => {
    const same = promptChange(read(before), read(before.replaceAll('a/b', '"a/b" # x')), {});
    assert.deepEqual(same.settings, []);
    assert.deepEqual(
      same.variants.map(({ is }) => is),
      ['same', 'same'],
    );
  });
});
