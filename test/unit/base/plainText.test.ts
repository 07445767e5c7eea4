import { plainField, plainJson, plainText } from '#base/plainText.ts';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';

/** What goes in, and what may come out. */
const corpus: readonly (readonly [name: string, text: string, plain: string])[] = [
  ['a colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a long colour', '\u001b[38;2;1;2;3mx', 'x'],
  ['a colour with colons', '\u001b[38:5:1mx', 'x'],
  ['a cursor that moves up', 'a\u001b[1Ab', 'ab'],
  ['a cursor that goes home', '\u001b[H', ''],
  ['a cleared screen', '\u001b[2Jx', 'x'],
  ['a cleared line', 'a\u001b[2Kb', 'ab'],
  ['a private mode', '\u001b[?1049hx', 'x'],
  ['a mode with an intermediate', '\u001b[!px', 'x'],
  ['a cursor shape', '\u001b[2 qx', 'x'],
  ['an 8-bit CSI', '\u009b31mred', 'red'],
  ['a status request', '\u001b[6nx', 'x'],
  ['a title that ends with BEL', '\u001b]0;title\u0007x', 'x'],
  ['a title that ends with ST', '\u001b]0;title\u001b\\x', 'x'],
  ['a title that ends with an 8-bit ST', '\u001b]0;title\u009cx', 'x'],
  ['an 8-bit OSC', '\u009d0;title\u0007x', 'x'],
  ['a link', '\u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\', 'here'],
  ['a clipboard write', '\u001b]52;c;ZXZpbA==\u0007x', 'x'],
  ['a notification', '\u001b]9;hello\u0007x', 'x'],
  ['a file of iTerm', '\u001b]1337;File=inline=1:AAAA\u0007x', 'x'],
  ['an OSC without an end', '\u001b]0;title', '0;title'],
  ['a DCS', '\u001bPq#0;2;0;0;0\u001b\\x', 'x'],
  ['an 8-bit DCS', '\u0090q1\u009cx', 'x'],
  ['an APC', '\u001b_Gf=100;AAAA\u001b\\x', 'x'],
  ['a PM', '\u001b^secret\u001b\\x', 'x'],
  ['an SOS', '\u001bXtext\u001b\\x', 'x'],
  ['a reset', '\u001bcx', 'x'],
  ['a character set', '\u001b(0x', 'x'],
  ['a saved cursor', '\u001b7x\u001b8', 'x'],
  ['an escape inside an escape', '\u001b\u001b[31m[31mx', '[31mx'],
  ['an escape at the end', 'x\u001b', 'x'],
  ['a CSI without an end', 'x\u001b[31', 'x31'],
  ['a bell', 'x\u0007', 'x'],
  ['a backspace', 'good\b\b\b\bevil', 'goodevil'],
  ['a carriage return', 'good\revil', 'goodevil'],
  ['a Windows line end', 'a\r\nb', 'a\nb'],
  ['a NUL', 'a\u0000b', 'ab'],
  ['a DEL', 'a\u007fb', 'ab'],
  ['a form feed', 'a\fb', 'ab'],
  ['a vertical tab', 'a\vb', 'ab'],
  ['a shift out', 'a\u000eb', 'ab'],
  ['an 8-bit next line', 'a\u0085b', 'ab'],
  ['a right-to-left override', 'a\u202eb\u202c', 'ab'],
  ['a bidi isolate', 'a\u2066b\u2069', 'ab'],
  ['an Arabic letter mark', 'a\u061cb', 'ab'],
  ['a zero-width space', 'a\u200bb', 'ab'],
  ['a word joiner', 'a\u2060b', 'ab'],
  ['a byte order mark', '\ufeffa', 'a'],
  ['a soft hyphen', 'a\u00adb', 'ab'],
  ['tag characters', 'a\u{e0041}\u{e007f}b', 'ab'],
  ['a line separator', 'a\u2028b', 'ab'],
  ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
  ['a command of GitHub', '::error::x', ': :error::x'],
  ['one after blanks', '  ::set-output name=a::b', '  : :set-output name=a::b'],
  ['one on a later line', 'a\n::stop-commands::b', 'a\n: :stop-commands::b'],
  ['one behind an escape', '\u001b[0m::error::x', ': :error::x'],
  ['one cut by a zero-width space', ':\u200b:error::x', ': :error::x'],
  ['an old command of GitHub', 'a ##[command]x', 'a # #[command]x'],
  ['a command of Azure', 'a ##vso[task.setvariable]x', 'a # #vso[task.setvariable]x'],
  ['one in capitals', '##VSO[x]', '# #VSO[x]'],
  ['one of TeamCity', "##teamcity[message text='x']", "# #teamcity[message text='x']"],
  ['one cut by an escape', '#\u001b[0m#vso[x]', '# #vso[x]'],
];

describe('plain text', () => {
  for (const [name, text, plain] of corpus) {
    it(`is harmless after ${name}`, () => {
      assert.equal(plainText(text), plain);
    });
  }

  it('keeps tabs, line feeds, accents, wide characters and emoji', () => {
    const text = 'a\tb\nGrüße 日本語 👍 # heading :: x';
    assert.equal(plainText(text), text);
  });

  it('never holds a control character, whatever goes in', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...corpus.map(([, text]) => text)),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const plain = plainText(pieces.join(''));
        // oxlint-disable-next-line no-control-regex -- what must not be there
        assert.doesNotMatch(plain, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u200b]/);
        assert.doesNotMatch(plain, /^\s*::/m);
        assert.doesNotMatch(plain, /##(?:vso)?\[/i);
        assert.equal(plainText(plain), plain);
      }),
      { numRuns: 500 },
    );
  });

  it('takes a megabyte of openings without an end in its stride', () => {
    const started = performance.now();
    for (const opening of ['\u001b]', '\u009d', '\u001b[', '\u009b', '\u001bP', ' \t', '#', ':']) {
      plainText(`\u0000${opening.repeat(1_000_000 / opening.length)}`);
    }
    assert.ok(performance.now() - started < 3000);
  });
});

describe('a plain field', () => {
  it('is one line', () => {
    assert.equal(plainField(' a\r\nb\u2028c\td '), 'a b c d');
  });

  it('is cut to its limit and says so', () => {
    assert.equal(plainField('abcdef', 4), 'abc…');
    assert.equal(plainField('abcd', 4), 'abcd');
  });

  it('is not cut through a character', () => {
    assert.equal(plainField('ab👍👍', 4), 'ab…');
  });
});

describe('plain JSON', () => {
  it('escapes what a terminal would act on, and means the same', () => {
    const value = { text: 'a\u001b[31m\u009b\u202e\u200b\u{e0041}##vso[x] \ud800 ::error' };
    const text = plainJson(value);
    assert.match(text, /^[\u0020-\u007e]*$/);
    assert.doesNotMatch(text, /##/);
    assert.deepEqual(JSON.parse(text), value);
  });
});
