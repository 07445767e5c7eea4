import { readRunOptions } from '#cli/commands/runOptions.ts';
import assert from 'node:assert/strict';

function recordings(options: object): unknown {
  const reading = readRunOptions({ format: 'table', ...options }, [], '/');
  return 'request' in reading ? reading.request.recordings : reading.refusal;
}

describe('the options of run', () => {
  it('become a request with absolute paths', () => {
    assert.deepEqual(
      readRunOptions(
        { format: 'table', model: ['a/b'], repeat: 3, maxCost: 0.5, replay: true },
        ['prompts', '/x/y.prompt.yml'],
        '/home/me',
      ),
      {
        request: {
          files: ['/home/me/prompts', '/x/y.prompt.yml'],
          models: ['a/b'],
          variants: [],
          cases: [],
          tags: [],
          repeats: 3,
          maxCostUsd: 0.5,
          recordings: 'replay',
        },
      },
    );
  });

  it('leave recordings to the suite unless they name a way', () => {
    assert.equal(recordings({}), undefined);
    assert.equal(recordings({ record: true }), 'record');
    assert.equal(recordings({ replay: true }), 'replay');
    assert.equal(recordings({ live: true }), 'off');
  });

  it('refuse a file that another option swallowed', () => {
    const reading = readRunOptions({ format: 'table', tag: ['smoke', 'a.prompt.yml'] }, [], '/');
    assert.deepEqual(reading, {
      refusal:
        "option '--tag' was given the file 'a.prompt.yml'. Put files before the options, or after \"--\".",
    });
  });

  it('go on with a run as it was started, but for its budget', () => {
    const allowed = readRunOptions({ format: 'json', resume: 'last', maxCost: 2 }, [], '/');
    assert.equal('resume' in allowed && allowed.resume, 'last');
    const refused = readRunOptions({ format: 'table', resume: 'last', dryRun: true }, [], '/');
    assert.match('refusal' in refused ? refused.refusal : '', /'--dry-run' cannot be given/);
  });
});
