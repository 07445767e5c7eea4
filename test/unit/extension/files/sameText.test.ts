import assert from 'node:assert/strict';
import { holdsText } from '#extension/files/sameText.ts';

const holds = (written: string, shown: string): boolean => holdsText(Buffer.from(written), shown);

describe('the text of a file', () => {
  it('is the one shown, whatever its line ends and its byte order mark', () => {
    assert.equal(holds('a\nb\n', 'a\nb\n'), true);
    assert.equal(holds('\uFEFFa\r\nb\nc\r', 'a\nb\nc\n'), true);
    assert.equal(holds('a\nb', 'a\r\nb'), true);
    assert.equal(holds('\uFFFD', '\uD800'), true);
  });

  it('is another one when it was changed, or is in another encoding', () => {
    assert.equal(holds('a\nb', 'a\nc'), false);
    assert.equal(holds('a\n\nb', 'a\nb'), false);
    assert.equal(holdsText(Uint8Array.of(0xe9), 'é'), false);
  });
});
