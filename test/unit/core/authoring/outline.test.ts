import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { outlineOf, type OutlineItem } from '#core/authoring/outline.ts';

const text = `name: a
messages:
  - role: system
    content: |-
      You sort
      tickets.
  - { role: user, content: "{{ticket}}" }
testData:
  - id: late
    ticket: Where is it?
  - ticket: Twice
datasets:
  - file: d.csv
evaluators:
  - name: right
    uses: exact-match
`;

const brief = (items: readonly OutlineItem[]): string[] =>
  items.flatMap(({ name, detail, range, children }) => [
    `${range.start.line}-${range.end.line} ${name} ${detail}`.trim(),
    ...brief(children).map((one) => `  ${one}`),
  ]);

describe('outlineOf', () => {
  it('lists the parts of a prompt', () => {
    assert.deepEqual(brief(outlineOf(text)), [
      '1-1 name',
      '2-7 messages 2',
      '  3-6 system You sort tickets.',
      '  7-7 user {{ticket}}',
      '8-11 testData 2',
      '  9-10 late Where is it?',
      '  11-11 2 Twice',
      '12-13 datasets 1',
      '  13-13 d.csv',
      '14-16 evaluators 1',
      '  15-16 right exact-match',
    ]);
  });

  it('lists what can be read of a broken file', () => {
    const broken = text.replace('content: |-', 'content: "{{').replace('- { role', '- { role: ');
    assert.deepEqual(
      outlineOf(broken).map(({ name }) => name),
      ['name', 'messages', 'testData', 'datasets', 'evaluators'],
    );
  });

  it('keeps selections inside ranges and children inside parents, wherever the text ends', () => {
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        const within = (items: readonly OutlineItem[], parent?: OutlineItem): void => {
          for (const item of items) {
            assert.ok(inside(item.selection, item.range));
            if (parent !== undefined) assert.ok(inside(item.range, parent.range));
            within(item.children, item);
          }
        };
        within(outlineOf(text.slice(0, length)));
      }),
    );
  });
});

type Range = OutlineItem['range'];

function inside(inner: Range, outer: Range): boolean {
  const order = ({ line, column }: Range['start']): number => line * 10_000 + column;
  return order(outer.start) <= order(inner.start) && order(inner.end) <= order(outer.end);
}
