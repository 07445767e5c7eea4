import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { foldRows } from '#base/foldRows.ts';
import { diffTexts, type DiffRow } from '#base/textDiff.ts';

const limits = { timeoutMs: 1000 };

function side(rows: readonly DiffRow[], which: 'left' | 'right'): string {
  return rows.flatMap((row) => row[which]?.spans.map((span) => span.text) ?? []).join('');
}

const show = (row: DiffRow, which: 'left' | 'right'): string =>
  row[which]?.spans
    .map(({ text, isChanged }) => (isChanged ? `[${text.trimEnd()}]` : text.trimEnd()))
    .join('~') ?? '';

function marked({ rows }: { readonly rows: readonly DiffRow[] }): readonly string[] {
  return rows.map((row) => `${row.kind}: ${show(row, 'left')} | ${show(row, 'right')}`);
}

const words = (seed: number): string =>
  Array.from({ length: 4000 }, (_, at) => `w${(at * seed) % 977}`).join(' ');

describe('a difference of texts', () => {
  it('is told word by word within a line', () => {
    assert.deepEqual(marked(diffTexts('the quick fox\n', 'the slow fox\n', limits)), [
      'changed: the~[quick]~ fox | the~[slow]~ fox',
    ]);
  });

  it('is told line by line where lines come or go', () => {
    assert.deepEqual(marked(diffTexts('a\nb\nc\n', 'a\nc\nd\n', limits)), [
      'same: a | a',
      'removed: [b] | ',
      'same: c | c',
      'added:  | [d]',
    ]);
  });

  it('is none where only the last line end is another', () => {
    assert.deepEqual(marked(diffTexts('billing', 'billing\nsure\n', limits)), [
      'same: billing | billing',
      'added:  | [sure]',
    ]);
  });

  it('loses no character of either side', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\n', '\r', 'ü', '\u{1F600}', '.'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const { rows } = diffTexts(left, right, limits);
        assert.equal(side(rows, 'left'), left);
        assert.equal(side(rows, 'right'), right);
        assert.equal(
          diffTexts(left, left, limits).rows.every((row) => row.kind === 'same'),
          true,
        );
      }),
    );
  });

  it('gives up on words, then on lines, when its time is up', () => {
    const diff = diffTexts(words(7), words(11), { timeoutMs: 1 });
    assert.equal(diff.isCoarse, true);
    assert.equal(side(diff.rows, 'right'), words(11));
  });

  it('folds what is far from every change', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`);
    const { rows } = diffTexts(lines.join(''), lines.with(10, 'another\n').join(''), limits);
    const folded = foldRows(rows, 3, new Set());
    assert.deepEqual(
      folded.map((one) =>
        one.kind === 'fold' ? `fold ${one.from} ${one.rows.length}` : one.row.kind,
      ),
      ['fold 0 7', 'same', 'same', 'same', 'changed', 'same', 'same', 'same', 'fold 14 6'],
    );
    assert.equal(foldRows(rows, 3, new Set([0, 14])).length, 20);
  });
});
