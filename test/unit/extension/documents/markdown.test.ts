import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  codeBlock,
  codeSpan,
  plainLine,
  table,
  visibleText,
} from '#extension/documents/markdown.ts';

/** Text with many of the characters that mean something. */
const hostile = fc.string({
  unit: fc.constantFrom(
    '`',
    '~',
    '\n',
    '\r',
    ' ',
    '|',
    '[',
    ']',
    '(',
    '<',
    '\u202E',
    '\u0000',
    'a',
  ),
  maxLength: 60,
});

describe('foreign text in Markdown', () => {
  it('stands in a block that it cannot end', () => {
    assert.equal(codeBlock('a\n```\n[x](command:y)'), '````\na\n```\n[x](command:y)\n````');
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = codeBlock(text).split('\n');
        const fence = lines[0] ?? '';
        assert.match(fence, /^`{3,}$/);
        assert.equal(lines.at(-1), fence);
        assert.ok(lines.slice(1, -1).every((line) => !line.includes(fence)));
      }),
    );
  });

  it('stands in a span that it cannot end, on one line', () => {
    assert.equal(codeSpan('refund-late'), '`refund-late`');
    assert.equal(codeSpan('a`b``c'), '```a`b``c```');
    assert.equal(codeSpan('`'), '`` ` ``');
    assert.equal(codeSpan(' \n'), '`  \\n `');
    assert.equal(codeSpan(''), '(empty)');
    fc.assert(
      fc.property(hostile, (text) => {
        const span = codeSpan(text);
        for (const one of ['\n', '\r', '\u202E', '\u0000']) assert.ok(!span.includes(one));
        if (span === '(empty)') return;
        const ticks = /^`+/.exec(span)?.[0] ?? '';
        const runs = span.match(/`+/g) ?? [];
        assert.equal(runs.filter((run) => run === ticks).length, 2);
      }),
    );
  });

  it('shows what cannot be seen, and keeps lines and tabs', () => {
    assert.equal(visibleText('a\r\n\tb\u202Ec\rd\u0007'), 'a\n\tb[U+202E]c[U+000D]d[U+0007]');
  });

  it('is cut with a note, never inside a pair', () => {
    assert.equal(
      codeBlock(`aa\u{1F600}b`, 3),
      '```\naa\n```\n\nCut: 3 more characters are not shown.',
    );
    assert.equal(codeSpan('abcdef', 4), '`abc…`');
  });

  it('makes no markup inside a sentence', () => {
    assert.equal(
      plainLine('![x](https://evil) <b> `c` | _d_'),
      '\\!\\[x\\](https://evil) \\<b> \\`c\\` \\| \\_d\\_',
    );
    assert.equal(plainLine('a\n# b'), 'a\\\\n# b');
  });

  it('adds no column to a table', () => {
    assert.equal(
      table(['a', 'long'], [['`x|y`', '1']]),
      '| a      | long |\n| ------ | ---- |\n| `x\\|y` | 1    |',
    );
  });
});
