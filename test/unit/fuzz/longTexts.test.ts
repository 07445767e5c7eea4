import assert from 'node:assert/strict';
import { yamlSpans } from '#core/authoring/yamlSpans.ts';
import { promptyReader } from '#core/formats/prompty/read.ts';
import { textReader } from '#core/formats/plain/read.ts';
import { readSuppressions } from '#core/lint/suppressions.ts';
import { filledTexts } from '#core/prompts/filledTexts.ts';

/** What took a minute and more while each piece was looked for in all the others, and a second since it is not. */
const limitMs = 15_000;

function within(limit: number, act: () => unknown): void {
  const before = performance.now();
  act();
  const took = Math.round(performance.now() - before);
  assert.ok(took < limit, `${took} ms`);
}

const bytes = (written: string): Uint8Array => new TextEncoder().encode(written);

describe('a long text of short pieces takes time in proportion to its length', () => {
  it('where a message reads the same variable 60,000 times', () => {
    within(limitMs, () => {
      const { value } = textReader.read(bytes('{{a}}'.repeat(60_000)), 'a.prompt.txt');
      assert.ok(value);
      const [filled] = filledTexts(value);
      assert.deepEqual(filled?.variables.at(-1), {
        name: 'a',
        range: { start: { line: 1, column: 299_996 }, end: { line: 1, column: 300_001 } },
      });
    });
  });

  it('where a line that might name a role is all spaces', () => {
    within(limitMs, () => promptyReader.read(bytes(`${' '.repeat(290_000)}x`), 'a.prompty'));
  });

  it('where 30,000 comments silence a rule', () => {
    within(limitMs, () => {
      const found = readSuppressions('# assay-disable-next-line a: b\n'.repeat(30_000));
      assert.deepEqual(
        found.map(({ from }) => from).filter((from) => from !== 30_002),
        [],
      );
    });
  });

  it('where 60,000 lines of YAML begin with braces', () => {
    within(limitMs, () => {
      assert.equal(yamlSpans('{{a.b}}\n'.repeat(60_000)).spans.length, 60_000);
    });
  });
});
