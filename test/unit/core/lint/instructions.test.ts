import assert from 'node:assert/strict';
import { assert as check, property, string } from 'fast-check';
import { checkInstructions } from '#core/lint/checks/instructions.ts';
import { readPrompt } from '#support/authoring.ts';
import { places } from '#support/places.ts';

/** What is said of a system message of these lines; the first stands in line 4. */
function said(...lines: readonly string[]): readonly string[] {
  const text = `messages:\n  - role: system\n    content: |\n${lines.map((line) => `      ${line}\n`).join('')}`;
  return places(checkInstructions(readPrompt(text), text));
}

describe('checkInstructions', () => {
  it('finds an instruction that stands there twice, at the second', () => {
    assert.deepEqual(
      said(
        'Always answer in two short sentences.',
        'Be kind.',
        'Always answer in two',
        'short sentences.',
      ),
      ['instruction-repeated? 6:7'],
    );
  });

  it('leaves alone short sentences, data, code and examples that return', () => {
    assert.deepEqual(said('Be kind.', 'Be kind.'), []);
    assert.deepEqual(said('The sky is blue over the sea.', 'The sky is blue over the sea.'), []);
    assert.deepEqual(
      said('```', 'Always use the second key first.', 'Always use the second key first.', '```'),
      [],
    );
    assert.deepEqual(
      said('Example: you must go to the left side.', 'Example: you must go to the left side.'),
      [],
    );
  });

  for (const [earlier, later] of [
    ['Answer only with valid JSON.', 'Use Markdown.'],
    ['Return only JSON.', 'Answer in plain text.'],
    ['Only JSON.', 'Explain your answer.'],
    ['Reply with a single word.', 'Explain step by step.'],
    ['Do not explain.', 'Show your reasoning.'],
    ['Answer in at most 20 words.', 'Use at most 30 words.'],
    ['Use at least 100 words.', 'Answer in no more than 50 words.'],
    ['Always answer in German.', 'Reply in English.'],
    ['Be formal.', 'Use a casual tone.'],
  ] as const)
    it(`finds that ${JSON.stringify(later)} goes against ${JSON.stringify(earlier)}, in either order`, () => {
      assert.deepEqual(said(earlier, 'You know everything.', later), ['instruction-conflict? 6:7']);
      assert.deepEqual(said(later, 'You know everything.', earlier), ['instruction-conflict? 6:7']);
    });

  for (const [earlier, later] of [
    ['If the mail is German, answer in German.', 'Otherwise answer in English.'],
    ['Answer in German.', 'Translate the title into English.'],
    ['The title has at most 10 words.', 'The summary has at most 50 words.'],
    ['First explain your reasoning.', 'Then answer with one word.'],
    ['Answer only with JSON.', 'Do not use Markdown.'],
    ['Answer in at most 20 words.', 'Use at most 3 sentences.'],
    ['Use at least 10 words.', 'Use at most 50 words.'],
    ['Answer with one word per line.', 'Explain your choice.'],
  ] as const)
    it(`lets ${JSON.stringify(later)} stand beside ${JSON.stringify(earlier)}`, () => {
      assert.deepEqual(said(earlier, later), []);
    });

  it('never throws, whatever a message holds', () => {
    check(
      property(string({ unit: 'binary', maxLength: 200 }), (content) => {
        const range = { start: { line: 1, column: 1 }, end: { line: 9, column: 1 } };
        const prompt = readPrompt('messages:\n  - { role: user, content: x }\n');
        const [variant] = prompt.variants;
        assert.ok(variant !== undefined);
        const messages = [{ role: 'user', content, range } as const];
        checkInstructions({ ...prompt, variants: [{ ...variant, messages }] }, content);
      }),
    );
  });
});
