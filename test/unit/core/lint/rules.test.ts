import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleCodes, ruleGroups, ruleOf } from '#core/lint/rules.ts';
import { rulePage, rulesPage } from '#core/lint/rulesPage.ts';

describe('the rules of lint', () => {
  it('have a code each, and every part of a description', () => {
    const rules = ruleGroups.flatMap((group) => group.rules);
    assert.equal(new Set(rules.map(({ code }) => code)).size, rules.length);
    for (const { code, title, finds, why, mend } of rules) {
      assert.match(code, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      for (const text of [finds, why, mend]) assert.match(text, /^[A-Z`"0].*[.]$/s, code);
      assert.doesNotMatch(title, /\.$/, code);
    }
  });

  it('are what docs/lint.md says: `npm run docs:lint` writes it', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../../docs/lint.md'), 'utf8');
    assert.equal(page, rulesPage());
  });

  it('have a page each, which the editor shows without a network', () => {
    assert.match(rulePage('column-unused') ?? '', /^# column-unused\n\n\*\*Unused column\*\*/);
    assert.equal(rulePage('no-such-rule'), undefined);
  });

  it('hold every code that a reader or a check gives', async () => {
    const written = await codesIn(join(import.meta.dirname, '../../../../src/core'));
    assert.ok(written.length > 80, `${written.length} codes were found`);
    assert.deepEqual(
      written.filter((code) => ruleOf(code) === undefined),
      [],
    );
    assert.ok(ruleCodes().length >= written.length);
  });
});

/** Rooms whose problems lint tells. */
const rooms = ['catalogue', 'datasets', 'documents', 'formats', 'lint', 'prompts', 'templates'];

/** The first text in a call that makes a problem is its code, where it is written there. */
const given = /(?:errorAt|warningAt|hintAt)\)?\([^'`]{0,300}'([a-z0-9]+(?:-[a-z0-9]+)+)',/g;

async function codesIn(folder: string): Promise<readonly string[]> {
  const codes = new Set<string>();
  for (const room of rooms)
    for (const name of await readdir(join(folder, room), { recursive: true })) {
      if (!name.endsWith('.ts')) continue;
      const text = await readFile(join(folder, room, name), 'utf8');
      for (const [, code = ''] of text.matchAll(given)) codes.add(code);
    }
  return [...codes].toSorted();
}
