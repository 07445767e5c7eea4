import assert from 'node:assert/strict';
import { foreignUseAt, renameForeign } from '#core/authoring/foreign/renameForeign.ts';
import type { ForeignKind } from '#core/authoring/foreign/foreignKeys.ts';
import { withChanges } from '#core/authoring/variables/sameMeaning.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { readTextAs } from '#support/formatFiles.ts';

async function promptOf(file: string, text: string, beside?: string): Promise<Prompt> {
  const others = beside === undefined ? {} : { [`${file}.assay.yml`]: beside };
  const { value } = await readTextAs(file, text, others);
  assert.ok(value);
  return value;
}

async function renamed(
  file: string,
  text: string,
  from: string,
  to: string,
  more: { beside?: string; rows?: string } = {},
): Promise<string | readonly string[]> {
  const prompt = await promptOf(file, text, more.beside);
  const kind: ForeignKind = file.endsWith('.prompty') ? 'prompty' : 'dotprompt';
  const texts = new Map([[file, text]]);
  if (more.beside !== undefined) texts.set('beside', more.beside);
  if (more.rows !== undefined) texts.set('d.csv', more.rows);
  const result = await renameForeign(
    {
      kind,
      path: file,
      text,
      prompt,
      datasets: prompt.datasets.map((reference) => ({
        reference,
        path: 'd.csv',
        text: more.rows,
        isShared: false,
      })),
      ...(more.beside === undefined ? {} : { sidecar: { path: 'beside', text: more.beside } }),
    },
    from,
    to,
  );
  if ('why' in result) return result.why;
  for (const { path, changes } of result.files)
    texts.set(path, withChanges(texts.get(path) ?? '', changes));
  return [...texts.values()];
}

const prompty = `---
name: trip
inputs:
  city:
    type: string
    sample: Rome
  days: { type: integer, default: 3 }
---
system:
You know "city" and {{ city | default("city") | upper }}.
user:
{% if city and days > 2 %}{{days}} days in {{ city }}, {{ other.city }}{% endif %} {city}
`;

describe('renaming a variable of a prompt of another tool', () => {
  it('changes tags and inputs of a Prompty, and no other text', async () => {
    const [text] = await renamed('a.prompty', prompty, 'city', 'town');
    assert.equal(
      text,
      prompty
        .replace('  city:\n', '  town:\n')
        .replace('{{ city | default', '{{ town | default')
        .replace('if city and', 'if town and')
        .replace('in {{ city }}', 'in {{ town }}'),
    );
  });

  it('changes the file beside it and its datasets', async () => {
    const beside =
      'testData:\n  - { id: one, city: Rome, other: { city: x } } # mine\ndatasets:\n  - file: d.csv\n';
    assert.deepEqual(
      (
        await renamed('a.prompty', prompty, 'city', 'town', { beside, rows: 'city,days\nOslo,2\n' })
      ).slice(1),
      [beside.replace('city: Rome', 'town: Rome'), 'town,days\nOslo,2\n'],
    );
  });

  it('knows the head and the blocks of dotprompt', async () => {
    const text =
      '---\nmodel: m\ninput:\n  schema:\n    city?: string, where\n    kinds(array, all): string\n  default: { city: Rome }\n---\n' +
      '{{#if city}}In {{city}} city{{/if}}{{#each kinds}}{{this}}{{/each}}\n';
    const [made] = await renamed('a.prompt', text, 'city', 'town');
    assert.equal(
      made,
      text
        .replace('city?:', 'town?:')
        .replace('{ city:', '{ town:')
        .replace('#if city', '#if town')
        .replace('{{city}}', '{{town}}'),
    );
    const [list] = await renamed('a.prompt', text, 'kinds', 'labels');
    assert.equal(
      list,
      text.replace('kinds(array', 'labels(array').replace('each kinds', 'each labels'),
    );
  });

  const refused: readonly (readonly [to: string, why: string])[] = [
    ['days', 'There is "days" already in this prompt.'],
    ['my town', '"my town" is no name in this format.'],
    ['expected', '"expected" has a meaning of its own.'],
  ];
  for (const [to, why] of refused) {
    it(`is refused: ${why}`, async () => {
      assert.equal(await renamed('a.prompty', prompty, 'city', to), why);
    });
  }

  it('is refused where a loop gives the name another meaning', async () => {
    const text = '---\nname: a\n---\nuser:\n{% for city in city %}{{ city }}{% endfor %}\n';
    const made = await renamed('a.prompty', text, 'city', 'town');
    const isSound = typeof made === 'string' || made[0]?.includes('for city in town');
    assert.ok(isSound, String(made));
  });

  it('begins at the name that the cursor touches', async () => {
    const prompt = await promptOf('a.prompty', prompty);
    const offset = prompty.indexOf('city | default') + 2;
    assert.deepEqual(foreignUseAt(prompt, prompty, offset)?.name, 'city');
    assert.equal(foreignUseAt(prompt, prompty, prompty.indexOf('"city" and') + 2), undefined);
    assert.equal(foreignUseAt(prompt, prompty, prompty.lastIndexOf('{city}') + 2), undefined);
  });
});
