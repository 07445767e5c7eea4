import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { snippetsAt, type Snippet } from '#core/authoring/snippets.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { lintPrompt } from '#core/authoring/lintPrompt.ts';
import { readSuite } from '#core/project/suite.ts';
import { readPrompt } from '#core/project/readPrompt.ts';

/** As it stands when nothing was written over it. */
function written({ body }: Snippet): string {
  return body
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replaceAll('\\$', '$');
}

const base = 'messages:\n  - { role: user, content: "{{variable}}" }\n';
const end = (text: string) => {
  const lines = text.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
};

function faults(text: string): readonly string[] {
  const { value, problems } = readPrompt(Buffer.from(text), 'a.prompt.yml');
  assert.ok(value !== undefined);
  const suite = { file: 'assay.yml', models: [], allowUnpriced: [] };
  const lint = lintPrompt(value, { catalogue: undefined, suite, today: '2026-11-30' });
  return [...problems, ...lint]
    .filter(({ code }) => !/^(?:model|no-|variable|column|judge|catalogue)/.test(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

describe('snippets', () => {
  it('begin a whole file where there is nothing', () => {
    const [prompt] = snippetsAt('prompt', '', { line: 1, column: 1 });
    assert.ok(prompt !== undefined);
    assert.deepEqual(faults(written(prompt)), []);
    const [suite] = snippetsAt('suite', '\n', { line: 1, column: 1 });
    assert.deepEqual(readSuite(Buffer.from(written(suite!)), 'assay.yml').problems, []);
    const [catalogue] = snippetsAt('catalogue', '', { line: 1, column: 1 });
    const read = readCatalogue(Buffer.from(written(catalogue!)), 'assay.models.yml');
    assert.deepEqual(read.problems, []);
    assert.equal(read.value?.models.length, 1);
  });

  for (const snippet of snippetsAt('prompt', `${base}e`, end(`${base}e`))) {
    it(`are sound: ${snippet.label}`, () => {
      assert.deepEqual(faults(base + written(snippet)), []);
    });
  }

  it('are items in a list, with or without the dash', () => {
    const open = `${base}testData:\n  - id: a\n  `;
    assert.match(snippetsAt('prompt', open, end(open))[0]?.body ?? '', /^- id/);
    const dash = `${base}evaluators:\n  - `;
    assert.match(snippetsAt('prompt', dash, end(dash))[0]?.body ?? '', /^name: /);
    const models = 'version: 1\nmodels:\n  - ';
    assert.match(snippetsAt('catalogue', models, end(models))[0]?.body ?? '', /^id: /);
  });

  it('are none inside of a value', () => {
    const inside = `${base}name: x`;
    assert.deepEqual(snippetsAt('prompt', inside, end(inside)), []);
  });

  for (const language of ['prompty', 'dotprompt']) {
    it(`of ${language} have a prefix, a body and a description each`, () => {
      const text = readFileSync(`syntaxes/${language}.snippets.json`, 'utf8');
      const found = Object.values(
        JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>,
      );
      assert.ok(found.length >= 4);
      for (const one of found) {
        assert.equal(typeof one['prefix'], 'string');
        assert.equal(typeof one['description'], 'string');
        assert.ok(Array.isArray(one['body']));
      }
    });
  }
});
