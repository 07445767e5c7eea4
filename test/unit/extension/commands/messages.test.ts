import assert from 'node:assert/strict';
import { acceptedMessage, replacingMessage } from '#extension/commands/messages.ts';

const path = '/p/.assay/baselines/a.json';

describe('messages of commands', () => {
  it('say what was accepted, what was kept, and what was left out', () => {
    const leftOut = [
      { reason: 'error', trials: 2 },
      { reason: 'not-scored', trials: 1 },
    ] as const;
    const accepted = { prompt: 'a.prompt.yml', path, accepted: 45, kept: 3, leftOut };
    assert.deepEqual(acceptedMessage({ prompts: [accepted] }), {
      text: 'a.prompt.yml: 45 results accepted, 3 kept from before, 3 trials left out (2 with an error, 1 not scored).',
      isGood: true,
    });
  });

  it('say what was refused, first', () => {
    const good = { prompt: 'a.prompt.yml', path, accepted: 1, kept: 0, leftOut: [] };
    const bad = { ...good, prompt: 'b.prompt.yml', accepted: 0, refused: 'It is damaged.' };
    assert.deepEqual(acceptedMessage({ prompts: [good, bad] }), {
      text: 'b.prompt.yml: nothing was accepted. It is damaged. a.prompt.yml: 1 result accepted.',
      isGood: false,
    });
    assert.deepEqual(acceptedMessage({ prompts: [], refused: 'torn' }), {
      text: 'Nothing was accepted: torn',
      isGood: false,
    });
  });

  it('ask before cases that passed are accepted as failed', () => {
    assert.equal(
      replacingMessage(1).text,
      'Accept a run in which 1 case failed that passed in the baseline?',
    );
  });
});
