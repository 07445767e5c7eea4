import assert from 'node:assert/strict';
import { readSuppressions } from '#core/lint/suppressions.ts';

/** `codes from-to: reason` of each. */
function read(text: string): readonly string[] {
  return readSuppressions(text).map(
    ({ rules, reason, from, to }) => `${rules.join(' ')} ${from}-${to}: ${reason}`,
  );
}

describe('comments that silence lint', () => {
  it('speak for the next line that is no comment, for their own, or for the file', () => {
    assert.deepEqual(read('# assay-disable-next-line self-judge: on purpose\na: 1\n'), [
      'self-judge 2-2: on purpose',
    ]);
    assert.deepEqual(
      read('# assay-disable-next-line one: a\n# assay-disable-next-line two: b\n\nkey: 1'),
      ['one 4-4: a', 'two 4-4: b'],
    );
    assert.deepEqual(read('a: 1\nb: 2 # assay-disable-line one, two: both\n'), [
      'one two 2-2: both',
    ]);
    assert.deepEqual(read('#assay-disable-file one: all of it'), ['one 1-Infinity: all of it']);
  });

  it('speak for a whole block of text where it begins', () => {
    const text = [
      'messages:',
      '  - role: user',
      '    # assay-disable-next-line instruction-repeated: on purpose',
      '    content: |',
      '      One.',
      '',
      '      Two.',
      '  - role: user',
    ].join('\n');
    assert.deepEqual(read(text), ['instruction-repeated 4-7: on purpose']);
  });

  it('are told from text that looks like one', () => {
    assert.deepEqual(read('a: "# assay-disable-file one: quoted"'), []);
    assert.deepEqual(read('a: |\n  # assay-disable-file one: text\n'), []);
    assert.deepEqual(read('# assay-disabled-file one: other word'), []);
  });

  it('stand at the place of their mark, and may lack a reason or a rule', () => {
    const [one] = readSuppressions('a: 1  # assay-disable-line self-judge\r\n');
    assert.deepEqual(one?.range, { start: { line: 1, column: 7 }, end: { line: 1, column: 38 } });
    assert.deepEqual(read('# assay-disable-next-line\na: 1'), [' 2-2: ']);
  });
});
