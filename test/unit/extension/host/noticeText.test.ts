import { noticeText } from '#extension/host/noticeText.ts';
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
