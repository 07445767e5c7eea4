import assert from 'node:assert/strict';
import { CaseBook } from '#core/authoring/caseBook.ts';
import { inlineCases, ownCases } from '#core/authoring/promptCases.ts';
import { promptOf } from '#support/promptfoo.ts';

const text = `prompts: ["{{a}}"]
providers: [openai:gpt-5-mini]
tests:
  - file://more.csv
  - description: two
    vars:
      a: [x, y]
    assert: [{ type: contains, value: x }]
  - vars: { a: z }
defaultTest:
  assert: [{ type: not-contains, value: q }]
`;

const files = { 'more.csv': 'a,__expected\none,equals:1\ntwo,equals:2\n' };

describe('lenses over tests of promptfoo', () => {
  const prompt = promptOf(text, files);

  it('stand where the tests stand, and those of a table in the table', () => {
    assert.deepEqual(
      ownCases(prompt, text).map(({ testCase, firstLine, lastLine }) => [
        testCase.values['a'],
        firstLine,
        lastLine,
      ]),
      [
        ['x', 5, 5],
        ['y', 5, 8],
        ['z', 9, 9],
      ],
    );
    assert.deepEqual(
      inlineCases(prompt, text).map(({ testCase: { source, values }, firstLine }) => [
        source.file,
        firstLine,
        values['a'],
      ]),
      [
        ['more.csv', 2, 'one'],
        ['more.csv', 3, 'two'],
        ['promptfooconfig.yaml', 5, 'x'],
        ['promptfooconfig.yaml', 5, 'y'],
        ['promptfooconfig.yaml', 9, 'z'],
      ],
    );
  });

  it('run exactly the combination that they stand for, while the file is edited', () => {
    const book = new CaseBook();
    book.take({ text, cases: ownCases(prompt, text), doubt: undefined });
    const [first, second, third] = book.marks(text);
    assert.deepEqual(
      [first, second, third].map((mark) => [mark?.caseId, mark?.line, mark?.sharesLine]),
      [
        ['two', 5, true],
        ['two-2', 5, true],
        [third?.caseId, 9, false],
      ],
    );
    const line = '# a comment\n';
    const edited = `${line}${text}`;
    book.edit({ offset: 0, length: 0, text: line });
    const now = promptOf(edited, files);
    const reading = { text: edited, cases: ownCases(now, edited), doubt: undefined };
    const found = book.resolve(second?.token ?? -1, reading).found;
    assert.deepEqual([found?.testCase.values, found?.firstLine], [{ a: 'y' }, 6]);
  });
});
