import assert from 'node:assert/strict';
import { decodeSource, makeSource } from '#core/documents/source.ts';
import { places } from '#support/places.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the text of a file', () => {
  it('has lines that end at LF, CRLF or CR', () => {
    const source = makeSource('f', 'a\nbb\r\nc\rd\u2028e');
    assert.deepEqual(source.range(2, 7), {
      start: { line: 2, column: 1 },
      end: { line: 3, column: 2 },
    });
    assert.deepEqual(source.position(10), { line: 4, column: 3 });
  });

  it('keeps positions inside the text', () => {
    const source = makeSource('f', 'ab\n');
    assert.deepEqual(source.position(-5), { line: 1, column: 1 });
    assert.deepEqual(source.position(99), { line: 2, column: 1 });
  });

  it('counts columns in UTF-16 units', () => {
    assert.deepEqual(makeSource('f', '👍x').position(2), { line: 1, column: 3 });
  });
});

describe('decoding', () => {
  it('removes a UTF-8 byte order mark', () => {
    const { value, problems } = decodeSource(utf8('\uFEFFa: 1'), 'f');
    assert.equal(value?.text, 'a: 1');
    assert.deepEqual(problems, []);
  });

  for (const [name, bytes, guess] of [
    ['with a mark', Uint8Array.of(0xff, 0xfe, 0x61, 0), 'UTF-16LE'],
    ['with a mark, big end first', Uint8Array.of(0xfe, 0xff, 0, 0x61), 'UTF-16BE'],
    ['without a mark', Uint8Array.from(Buffer.from('a: 1\n', 'utf16le')), 'UTF-16LE'],
    ['without a mark, big end first', Uint8Array.of(0, 0x61, 0, 0x3a, 0, 0x20), 'UTF-16BE'],
  ] as const) {
    it(`refuses UTF-16 ${name} and says so`, () => {
      const { value, problems } = decodeSource(bytes, 'f');
      assert.equal(value, undefined);
      assert.deepEqual(places(problems), ['encoding 1:1']);
      assert.equal(problems[0]?.message, `The file is not UTF-8; it looks like ${guess}.`);
    });
  }

  for (const [name, tail, byte] of [
    ['Latin-1', [0xe9, 0x62], '0xE9'],
    ['an overlong form', [0xc0, 0xaf], '0xC0'],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80], '0xED'],
    ['a cut sequence', [0xf0, 0x9f, 0x98], '0xF0'],
    ['a stray continuation', [0x80], '0x80'],
  ] as const) {
    it(`points at ${name}`, () => {
      const { value, problems } = decodeSource(Uint8Array.of(0x61, 10, 0x62, ...tail), 'f');
      assert.equal(value, undefined);
      assert.deepEqual(places(problems), ['invalid-utf8 2:2']);
      assert.match(problems[0]?.message ?? '', new RegExp(`^Byte 3 \\(${byte}\\) is not UTF-8`));
    });
  }

  it('refuses NUL and other control characters, each at its place', () => {
    const { problems } = decodeSource(utf8('a\0b\n\u001Bc\u0085\t\u009B'), 'f');
    assert.deepEqual(places(problems), [
      'control-character 1:2',
      'control-character 2:1',
      'control-character 2:5',
    ]);
    assert.equal(problems[0]?.message, 'The file holds a NUL byte.');
  });

  it('warns of what cannot be seen, and shows it escaped', () => {
    const { value, problems } = decodeSource(utf8('a\u202Eb\u200Bc\u{E0041}\u{E0042}d'), 'f');
    assert.notEqual(value, undefined);
    assert.deepEqual(places(problems), [
      'hidden-character? 1:2',
      'hidden-character? 1:4',
      'hidden-character? 1:6',
    ]);
    assert.match(problems[0]?.message ?? '', /\\u\{202E\}/);
  });

  it('leaves emoji and flags alone', () => {
    const text = '👨‍👩‍👧 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} ❤️';
    assert.deepEqual(decodeSource(utf8(text), 'f').problems, []);
  });

  it('counts what is over 50 problems', () => {
    const { problems } = decodeSource(utf8('\u0001'.repeat(60)), 'f');
    assert.equal(problems.length, 51);
    assert.equal(problems[50]?.message, 'And 10 more problems in this file.');
    assert.equal(problems[50]?.severity, 'error');
  });
});
