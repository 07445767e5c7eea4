import { editorMessages, modelOptions } from '#extension/host/vscodeMessages.ts';
import type { Message } from '#protocol/reply.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';

describe('messages for a model of VS Code', () => {
  it('have what the system says in front, as a message of the user', () => {
    const messages: readonly Message[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Bye' },
    ];
    assert.deepEqual(editorMessages(messages), [
      { role: 'user', text: 'Be brief.\n\nBe kind.' },
      { role: 'user', text: 'Hi' },
      { role: 'assistant', text: 'Hello' },
      { role: 'user', text: 'Bye' },
    ]);
  });

  it('are as they were without a system message', () => {
    assert.deepEqual(editorMessages([{ role: 'assistant', content: 'a' }]), [
      { role: 'assistant', text: 'a' },
    ]);
    assert.deepEqual(editorMessages([]), []);
    assert.deepEqual(editorMessages([{ role: 'system', content: 's' }]), [
      { role: 'user', text: 's' },
    ]);
  });

  it('lose no text and never make a user out of an assistant', () => {
    const message = fc.record({
      role: fc.constantFrom('system', 'user', 'assistant'),
      content: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const made = editorMessages(messages);
        const said = (role: string): string[] =>
          messages.filter((one) => one.role === role).map(({ content }) => content);
        assert.deepEqual(
          made.filter(({ role }) => role === 'assistant').map((one) => one.text),
          said('assistant'),
        );
        const system = said('system');
        assert.deepEqual(
          made.filter(({ role }) => role === 'user').map((one) => one.text),
          [...(system.length === 0 ? [] : [system.join('\n\n')]), ...said('user')],
        );
      }),
    );
  });
});

describe('options for a model of VS Code', () => {
  it('are those that the prompt gives, by their usual names', () => {
    assert.deepEqual(modelOptions({}), {});
    assert.deepEqual(
      modelOptions({ temperature: 0, topP: 1, maxTokens: 20, seed: 7, stop: ['\n'] }),
      { temperature: 0, top_p: 1, max_tokens: 20, seed: 7, stop: ['\n'] },
    );
  });
});
