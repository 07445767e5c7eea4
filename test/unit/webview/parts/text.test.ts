import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { tableCsv, tableMarkdown } from '#webview/parts/copy/tableText.ts';
import { readMarkdown } from '#webview/parts/text/markdown.ts';
import { shownStart } from '#webview/parts/text/textParts.ts';
import { visiblePieces, visibleString } from '#base/visibleText.ts';

describe('visible text', () => {
  it('names what one would not see', () => {
    assert.equal(
      visibleString('a\u202Eb\u200B\u200Bc\u0000'),
      'a[U+202E]b[U+200B U+200B]c[U+0000]',
    );
    assert.equal(visibleString('\u001b[31mred'), '[U+001B][31mred');
    assert.equal(visibleString('x\uD800y\uDE00\uD83D'), 'x[U+D800]y[U+DE00 U+D83D]');
    assert.equal(visibleString('tag\u{E0041}'), 'tag[U+E0041]');
  });

  it('leaves letters of every script, pictures, tabs and line breaks alone', () => {
    for (const text of ['Grüße', 'שלום', 'مرحبا', 'e\u0301', '👩‍💻 👍🏽 ❤️', 'a\tb\nc\r\nd', '中文']) {
      assert.deepEqual(visiblePieces(text), [{ kind: 'text', text }]);
    }
  });

  it('counts a long row of them instead of writing it out', () => {
    assert.equal(visibleString('\u200B'.repeat(1000)), '[U+200B U+200B U+200B +997]');
    assert.equal(visibleString(`e${'\u0301'.repeat(20)}`), `e${'\u0301'.repeat(4)}[+16 marks]`);
  });

  it('never leaves a character that hides or turns others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleString(text);
        assert.equal(shown.isWellFormed(), true);
        // oxlint-disable-next-line no-control-regex -- what must not be there
        assert.equal(/[\u202a-\u202e\u2066-\u2069\u200b\u0000-\u0008\u001b]/.test(shown), false);
      }),
    );
  });
});

describe('the start of a long text', () => {
  it('is cut by characters and by lines, and grows by portions', () => {
    assert.equal(shownStart('x'.repeat(50_000), 1).length, 20_000);
    assert.equal(shownStart('x'.repeat(50_000), 2).length, 40_000);
    assert.equal(shownStart('x\n'.repeat(1000), 1).split('\n').length, 400);
    assert.equal(shownStart('short', 1), 'short');
  });

  it('never cuts a character in two', () => {
    assert.equal(shownStart(`${'x'.repeat(19_999)}\u{1F600}y`, 1).length, 19_999);
  });
});

describe('Markdown', () => {
  it('knows headings, lists, code, quotes and emphasis', () => {
    assert.deepEqual(readMarkdown('# A *b*\n\n- one\n- `two`\n\n```\nx\n```\n> q'), [
      {
        kind: 'heading',
        level: 1,
        inline: [
          { kind: 'text', text: 'A ' },
          { kind: 'emphasis', inline: [{ kind: 'text', text: 'b' }] },
        ],
      },
      {
        kind: 'list',
        isOrdered: false,
        items: [
          [{ kind: 'paragraph', inline: [{ kind: 'text', text: 'one' }] }],
          [{ kind: 'paragraph', inline: [{ kind: 'code', text: 'two' }] }],
        ],
      },
      { kind: 'code', text: 'x' },
      { kind: 'quote', blocks: [{ kind: 'paragraph', inline: [{ kind: 'text', text: 'q' }] }] },
    ]);
  });

  it('takes HTML for text, and a picture for a link with an exclamation mark', () => {
    assert.deepEqual(readMarkdown('<b onclick="x()">![p](https://a.b/c.png)'), [
      {
        kind: 'paragraph',
        inline: [
          { kind: 'text', text: '<b onclick="x()">!' },
          { kind: 'link', text: 'p', url: 'https://a.b/c.png' },
        ],
      },
    ]);
  });

  it('reads anything, however deep', () => {
    readMarkdown('> '.repeat(5000));
    readMarkdown(`${'*'.repeat(20_000)}${'['.repeat(20_000)}`);
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '*',
            '`',
            '[',
            ']',
            '(',
            ')',
            '#',
            '>',
            '-',
            ' ',
            '\n',
            'a',
            '1',
            '.',
          ),
        }),
        (text) => {
          readMarkdown(text);
        },
      ),
    );
  });
});

describe('a copied table', () => {
  const table = {
    columns: ['name', 'value'],
    rows: [
      ['=1+1', '-0.5'],
      ['a|b', 'x,"y"'],
      ['@SUM(A1)', '+3.4 %'],
      ['\t=2', 'two\nlines'],
      ['-2+3', '<b>'],
    ],
  };

  it('is no formula in a spreadsheet, and numbers stay numbers', () => {
    assert.equal(
      tableCsv(table),
      'name,value\r\n\'=1+1,-0.5\r\na|b,"x,""y"""\r\n\'@SUM(A1),+3.4 %\r\n\'\t=2,"two\nlines"\r\n\'-2+3,<b>\r\n',
    );
  });

  it('stays one table in Markdown', () => {
    assert.equal(
      tableMarkdown(table),
      [
        '| name | value |',
        '|---|---|',
        '| =1+1 | -0.5 |',
        String.raw`| a\|b | x,"y" |`,
        '| @SUM(A1) | +3.4 % |',
        '| =2 | two lines |',
        String.raw`| -2+3 | \<b\> |`,
        '',
      ].join('\n'),
    );
  });
});
