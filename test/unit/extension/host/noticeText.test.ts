import { labelText, noticeText } from '#extension/host/noticeText.ts';
import assert from 'node:assert/strict';

describe('foreign text in a notification', () => {
  it('is no link and no second line', () => {
    assert.equal(
      noticeText('see [this](command:workbench.action.quit)\nand\u001b[31m that'),
      'see (this)(command:workbench.action.quit) and that',
    );
  });

  it('is cut', () => {
    assert.equal(noticeText('x'.repeat(500), 10), `${'x'.repeat(9)}…`);
  });
});

describe('text of others in a label', () => {
  it('draws no icon', () => {
    assert.equal(labelText('$(trash) $(x) $5'), '$ (trash) $ (x) $5');
  });

  it('is one line and no longer than asked for', () => {
    assert.equal(labelText('one\ntwo'), 'one two');
    assert.equal(labelText('a'.repeat(50), 10), `${'a'.repeat(9)}…`);
  });
});
