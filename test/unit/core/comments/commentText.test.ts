import assert from 'node:assert/strict';
import { commentText } from '#core/comments/commentText.ts';

const html = { knowsHtml: true, longest: 200 };
const plain = { knowsHtml: false, longest: 200 };

describe('the text of a comment', () => {
  it('begins with a mark that readers do not see', () => {
    const report = '<!-- assay: report -->\n### Assay: done\n';
    assert.equal(commentText(report, html), report);
    assert.equal(
      commentText('### Done', html, 'apps/a'),
      '<!-- assay: report apps/a -->\n### Done\n',
    );
    assert.equal(commentText(report, plain), '[//]: # (assay: report)\n\n### Assay: done\n');
  });

  it('has no tags where they would be read as text', () => {
    const report =
      'a<br>b\n\n<details><summary>Cases that failed: 1</summary>\n\n- &lt;br&gt;\n\n</details>\n';
    assert.equal(
      commentText(report, plain),
      '[//]: # (assay: report)\n\na · b\n\n**Cases that failed: 1**\n\n\n- &lt;br&gt;\n',
    );
  });

  it('is cut at the end of a line where a host takes no longer one, and says so', () => {
    const text = commentText(`${'é'.repeat(90)}\n${'y'.repeat(90)}\n`, html);
    assert.equal(
      text,
      `<!-- assay: report -->\n${'é'.repeat(90)}\n\n… The rest is cut off here. The whole report is kept with the build.\n`,
    );
  });

  it('is never cut through a character', () => {
    const text = commentText(`x${'😀'.repeat(200)}`, html);
    assert.ok(text.length <= 200);
    assert.ok(text.isWellFormed());
  });
});
