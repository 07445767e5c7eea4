import assert from 'node:assert/strict';
import { extractPartial, inlinePartial, partialAt } from '#core/authoring/refactor/partials.ts';
import { withChanges } from '#core/authoring/variables/sameMeaning.ts';

const text = `---
model: a
---
{{role "system"}}
Be kind. {{#if x}}Very.{{/if}}
{{>closing}}
`;

function select(part: string): { readonly start: number; readonly end: number } {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

describe('partials of dotprompt', () => {
  it('take a selected text, and give it back', () => {
    const found = extractPartial(text, select('Be kind. {{#if x}}Very.{{/if}}'), 'part');
    assert.ok(found?.file !== undefined);
    assert.deepEqual(found.file, {
      name: '_part.prompt',
      text: 'Be kind. {{#if x}}Very.{{/if}}',
    });
    const after = withChanges(text, found.changes);
    assert.match(after, /\n\{\{>part\}\}\n\{\{>closing\}\}/);
    const at = partialAt(after, { start: after.indexOf('>part'), end: 0 });
    assert.ok(at !== undefined);
    assert.equal(withChanges(after, inlinePartial(at, found.file.text).changes), text);
  });

  it('are given without their front matter', () => {
    const at = partialAt(text, select('closing'));
    assert.equal(at?.name, 'closing');
    const { changes, title } = inlinePartial(at, '---\nname: closing\n---\nBye.');
    assert.equal(title, 'Put the text of _closing.prompt here');
    assert.match(withChanges(text, changes), /\nBye\.\n$/);
  });

  it('are not made of front matter, half a tag or half a block', () => {
    for (const part of ['model: a', 'kind. {{#if x}}Very', 'Very.{{/if', ' ']) {
      assert.equal(extractPartial(text, select(part), 'part'), undefined, part);
    }
  });
});
