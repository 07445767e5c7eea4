import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { lineDiff } from '#core/report/lineDiff.ts';

const lines = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  .map((list) => list.join('\n'));

const many = (mark: string) => Array.from({ length: 2100 }, (_, at) => mark + at).join('\n');

function without(text: string, gone: readonly string[]) {
  const left = text.replace(/\n$/, '').split('\n');
  for (const line of gone) left.splice(left.indexOf(line), 1);
  return left.toSorted();
}

describe('a diff of lines', () => {
  it('shows what is different with three lines around it', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    const after = '1\n2\n3\n4\nfive\n6\n7\n8\n9\n';
    assert.equal(lineDiff(before, after), '@@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8');
  });

  it('is empty for the same text, whatever its line ends', () => {
    assert.equal(lineDiff('a\nb\n', 'a\nb\n'), '');
    assert.equal(lineDiff('a\r\nb', 'a\nb\n'), '');
  });

  it('says nothing of texts that are too long', () => {
    assert.equal(lineDiff(many('a'), many('b')), undefined);
    assert.equal(
      lineDiff(many('a'), `${many('a')}\nb`)
        ?.split('\n')
        .at(-1),
      '+b',
    );
  });

  it('leaves the same lines when what it takes and adds is taken away', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const shown = lineDiff(before, after)?.split('\n') ?? [];
        const changed = (mark: string) =>
          shown.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
        assert.deepEqual(without(before, changed('-')), without(after, changed('+')));
      }),
    );
  });
});
