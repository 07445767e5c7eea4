import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { assertionTypes } from '#core/formats/promptfoo/assertionTypes.ts';

describe('the page about promptfoo', () => {
  it('has a row for every type of assertion that says what becomes of it', async () => {
    const page = await readFile('docs/promptfoo.md', 'utf8');
    const missing = Array.from(
      assertionTypes,
      ([type, { fate, note = '' }]) => `| \`${type}\` | ${fate} | ${note} |`,
    ).filter((row) => !page.includes(row));
    assert.deepEqual(missing, []);
  });
});
