import assert from 'node:assert/strict';
import { noteMarkdown, ownLine, textLine, titleLine } from '#core/authoring/note.ts';

describe('noteMarkdown', () => {
  it('keeps the Markdown of Assay itself', () => {
    assert.equal(noteMarkdown([titleLine('a'), ownLine('Uses `b`.')]), '**a**\n\nUses `b`.');
  });

  it('lets files put in nothing but words', () => {
    assert.equal(
      noteMarkdown([textLine('[x](command:y) <b> https://e.x \n# h')]),
      '\\[x\\]\\(command\\:y\\) \\<b\\> https\\:\\/\\/e\\.x \\\\n\\# h',
    );
  });

  it('cuts long lines', () => {
    assert.equal(noteMarkdown([textLine('x'.repeat(400))]).length, 300);
  });
});
