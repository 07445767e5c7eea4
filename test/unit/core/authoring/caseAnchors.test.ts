import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CaseAnchors, countTokens, fromEndToStart } from '#core/authoring/caseAnchors.ts';

function placed(...offsets: readonly number[]) {
  return offsets.map((offset) => ({ caseId: `case-${offset}`, offset, sharesLine: false }));
}

function anchored(...offsets: readonly number[]): CaseAnchors {
  const anchors = new CaseAnchors(countTokens());
  anchors.take(placed(...offsets));
  return anchors;
}

const offsetsOf = (anchors: CaseAnchors) => anchors.standing.map(({ offset }) => offset);

describe('anchors of cases', () => {
  it('move with what is put in before them, and stay before what is put in after', () => {
    const anchors = anchored(0, 10, 20);
    anchors.edit({ offset: 10, length: 0, text: 'abc' });
    assert.deepEqual(offsetsOf(anchors), [0, 13, 23]);
  });

  it('go with their own character, and not with the one before or after it', () => {
    const anchors = anchored(0, 10, 20);
    anchors.edit({ offset: 9, length: 1, text: '' });
    assert.deepEqual(offsetsOf(anchors), [0, 9, 19]);
    anchors.edit({ offset: 10, length: 3, text: '' });
    assert.deepEqual(offsetsOf(anchors), [0, 9, 16]);
    anchors.edit({ offset: 9, length: 1, text: 'x' });
    assert.deepEqual(offsetsOf(anchors), [0, 16]);
  });

  it('keep their tokens while place and id stay, and get new ones with a new id', () => {
    const anchors = anchored(0, 10);
    const [, before] = anchors.standing;
    anchors.edit({ offset: 0, length: 0, text: '12345' });
    anchors.take([
      { caseId: 'case-10', offset: 15, sharesLine: false },
      { caseId: 'other', offset: 5, sharesLine: false },
    ]);
    assert.deepEqual(
      anchors.standing.map(({ token }) => token),
      [before?.token, 3],
    );
  });

  it('forget tokens of long ago, so that an afternoon of typing fills no memory', () => {
    const anchors = new CaseAnchors(countTokens());
    anchors.take([{ caseId: 'at first', offset: 0, sharesLine: false }]);
    const [first] = anchors.standing;
    for (let typed = 0; typed < 1000; typed += 1) {
      anchors.take([{ caseId: `typed-${typed}`, offset: 0, sharesLine: false }]);
    }
    assert.equal(anchors.find(first?.token ?? 0), undefined);
    assert.notEqual(anchors.find(anchors.standing[0]?.token ?? 0), undefined);
  });

  it('come to the same whether edits are made at once or one after the other', () => {
    const piece = fc.record({
      skip: fc.nat(6),
      length: fc.nat(4),
      text: fc.string({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(40)), (pieces, offsets) => {
        const edits: { offset: number; length: number; text: string }[] = [];
        let at = 0;
        for (const { skip, length, text } of pieces) {
          edits.push({ offset: at + skip, length, text });
          at += skip + length;
        }
        const together = anchored(...new Set(offsets));
        for (const edit of fromEndToStart(edits.toReversed())) together.edit(edit);
        const single = anchored(...new Set(offsets));
        let moved = 0;
        for (const { offset, length, text } of edits) {
          single.edit({ offset: offset + moved, length, text });
          moved += text.length - length;
        }
        assert.deepEqual(offsetsOf(together), offsetsOf(single));
      }),
    );
  });
});
