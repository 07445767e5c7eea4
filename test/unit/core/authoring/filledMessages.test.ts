import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject } from '#base/json.ts';
import { fileStart } from '#protocol/problem.ts';
import { filledParts } from '#core/authoring/filledMessages.ts';
import { compileConversation } from '#core/prompts/conversation.ts';

function parts(content: string, values: JsonObject): readonly string[] {
  const conversation = compileConversation({
    messages: [{ role: 'user', content, range: fileStart }],
  });
  const rendered = conversation.render(values);
  const [found] = filledParts(conversation, values, rendered);
  const text = rendered.messages[0]?.content ?? '';
  return [
    ...(found?.filled ?? []).map(({ start, end }) => text.slice(start, end)),
    ...(found?.missing ?? []).map(({ start, end }) => `missing ${text.slice(start, end)}`),
  ];
}

describe('what of a message was filled in', () => {
  it('is told from what the prompt says itself, also where both are the same', () => {
    assert.deepEqual(parts('a {{x}} a {{ y.z }}', { x: 'a', y: { z: '{{x}}' } }), ['a', '{{x}}']);
  });

  it('is told of texts in a list, and of nothing empty', () => {
    assert.deepEqual(parts('{{x}}{{y}}', { x: ['a', 'b'], y: '' }), ['a', 'b']);
  });

  it('says what has no value', () => {
    assert.deepEqual(parts('{{x}} {{y}}', { x: '{{y}}' }), ['{{y}}', 'missing {{y}}']);
  });

  it('fits together with the rest to the message, whatever the values are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (x, y) => {
        const found = parts('<{{x}}>{{y}}', { x, y });
        assert.deepEqual(
          found.filter((one) => !one.startsWith('missing')),
          [x, y].filter((one) => one !== ''),
        );
      }),
    );
  });
});
