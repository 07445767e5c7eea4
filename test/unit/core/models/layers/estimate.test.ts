import assert from 'node:assert/strict';
import { outputCap } from '#core/models/layers/estimate.ts';

describe('the most tokens of a reply', () => {
  const request = { messages: [], parameters: {}, repeat: 0 };

  it('are those of the request, else of the model, else 4096', () => {
    const entry = { limits: { maxOutputTokens: 100 } };
    assert.equal(outputCap(entry, { ...request, parameters: { maxTokens: 7 } }), 7);
    assert.equal(outputCap(entry, request), 100);
    assert.equal(outputCap({}, request), 4096);
  });

  it('are none for a vector', () => {
    assert.equal(
      outputCap({ limits: { maxOutputTokens: 100 } }, { ...request, task: 'embedding' }),
      0,
    );
  });
});
