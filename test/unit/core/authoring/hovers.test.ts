import assert from 'node:assert/strict';
import { hoverInCatalogue, hoverInPrompt, hoverInSuite } from '#core/authoring/hovers.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { outlined, sceneOf } from '#support/authoring.ts';

const lines = (marked: string, cases?: readonly OutlinedCase[]): string[] | undefined =>
  hoverInPrompt(sceneOf(marked, cases))?.note.map(({ text }) => text);

describe('hoverInPrompt', () => {
  it('says what a model costs and is good for', () => {
    assert.deepEqual(lines('model: openai¦/mini'), [
      'openai/mini',
      'Approved; asked at openai as mini-1.',
      'Per million tokens: $0.25 in ($0.0250 cached), $2.00 out, as of 2026-10-01.',
      'Context window: 400,000 tokens.',
      'At most 500 requests a minute.',
      'Retires on 2027-06-30.',
      'Recommended for classification: cheap.',
    ]);
  });

  it('says why a model cannot be called, and what can', () => {
    assert.deepEqual(lines('models: [forbidden¦/thing]'), [
      'forbidden/thing',
      '"forbidden/thing" is blocked in assay.models.yml.',
      'Use openai/mini.',
    ]);
  });

  it('says what a metric measures', () => {
    const found = lines('evaluators:\n  - uses: exact¦-match') ?? [];
    assert.equal(found[0], 'Exact match (exact-match)');
    assert.equal(found[2], 'Values: from 0 to 1; higher is better. Costs nothing.');
    assert.match(found[3] ?? '', /^Needs: reply, expected\. For: /);
  });

  it('says where a variable comes from', () => {
    const text = 'messages:\n  - role: user\n    content: "Sort {{tic¦ket}}"';
    const cases = [outlined({ ticket: 'one' }), outlined({ ticket: 'two' }, 'd.csv', 3)];
    assert.deepEqual(lines(text, cases), [
      'ticket',
      'Such as "one".',
      'Such as "two".',
      'From p/a.prompt.yml, line 1.',
      'From d.csv, line 3.',
    ]);
    assert.deepEqual(lines(text.replace('tic¦ket', 'tic¦kt'), cases), [
      'tickt',
      'No case has a value for this name.',
      'Did you mean "ticket"?',
    ]);
  });

  it('says what a key is for, the settings of metrics included', () => {
    assert.deepEqual(lines('messages:\n  - ro¦le: user'), [
      'role',
      'Who speaks. `thread`: the turns of a conversation stand here, and `content` names the value that holds them.',
      'One of system, user, assistant, thread.',
    ]);
    assert.deepEqual(lines('evaluators:\n  - uses: json\n    with:\n      allow¦Fences: true'), [
      'allowFences',
      'The reply may stand in one code fence.',
      'One of true, false.',
    ]);
  });

  it('shows file content as text, never as Markdown', () => {
    const text = 'messages:\n  - role: user\n    content: "{{a¦}}"';
    const note = hoverInPrompt(sceneOf(text, [outlined({ a: '[x](command:y)\n\u202E' })]))?.note;
    assert.deepEqual(note?.[1], {
      kind: 'text',
      text: 'Such as "[x](command:y)\\n\\u{202E}".',
    });
  });

  it('has nothing to say of other words', () => {
    assert.equal(lines('name: wh¦at'), undefined);
    assert.equal(lines('testData:\n  - foo¦: 1'), undefined);
  });
});

describe('hovers in the other files', () => {
  it('explain keys and models', () => {
    const key = hoverInSuite(sceneOf('rep¦eats: 2'))?.note[1]?.text;
    assert.equal(key, 'How often each case is asked, where a prompt does not say.');
    const model = hoverInCatalogue(sceneOf('models:\n  - id: try¦/this'))?.note[1]?.text;
    assert.equal(model, 'Trial; asked at openai as this.');
  });
});
